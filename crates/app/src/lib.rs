//! What Omni does: use cases, one verb per file, under the noun they are about.
//!
//! Every use case takes the [`App`] and the [`Caller`], authorises first, decides, and lets
//! `storage` persist and channels talk. It knows no HTTP and no concrete channel.

pub mod app;
pub mod chats;
pub mod contacts;
pub mod error;
pub mod events;
pub mod inbound;
pub mod instances;
pub mod jobs;
pub mod keys;
pub mod messages;
pub mod net;
pub mod secrets;
pub mod sessions;
pub mod system;

pub use app::{App, AppConfig, AppParts, Channels};
pub use error::Error;
pub use omni_channel::{Capabilities, Capability, ChannelInfo};
pub use omni_domain::access::Caller;

/// What a use case returns.
pub type Result<T, E = Error> = std::result::Result<T, E>;
