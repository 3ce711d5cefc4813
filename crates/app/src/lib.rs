//! The use cases of Omni, one verb per file, under the noun they are about.
//!
//! Every use case takes the [`App`] and the [`Caller`], authorises first and decides; `storage`
//! persists and channels communicate. It depends on no HTTP and no concrete channel.

pub mod access;
pub mod account_state;
pub mod account_tokens;
pub mod agents;
pub mod ai_layers;
pub mod app;
pub mod authentication;
pub mod authorization;
pub mod batch_jobs;
mod blob_keys;
pub mod caches;
pub mod calls;
pub mod channels;
pub mod chats;
pub mod config;
pub mod contacts;
pub mod dead_letters;
pub mod entity_tag;
pub mod entry_points;
pub mod error;
pub mod events;
pub mod executions;
mod ffmpeg;
mod gather;
mod gifs;
pub mod groups;
pub mod hooks;
mod images;
pub mod inbound;
pub mod instances;
pub mod jobs;
pub mod keys;
pub mod lifecycle;
pub mod logs;
pub mod mcp;
pub mod media;
pub mod media_processing;
pub mod messages;
pub mod metrics;
pub mod moves;
pub mod net;
pub mod newsletters;
mod number_checks;
pub mod onboarding;
mod pace;
mod pacing;
pub mod patch;
pub mod persons;
pub mod profiles;
pub mod providers;
mod queue;
pub mod quick_replies;
pub mod retention;
pub mod scheduled_messages;
pub mod secrets;
pub mod services;
pub mod sessions;
pub mod settings;
pub mod sign_in;
mod sign_in_attempts;
mod stickers;
mod subprocess;
pub mod sync;
pub mod system;
pub mod tenants;
pub mod turns;
mod user_audit;
pub mod users;
pub mod views;
mod voice;
pub mod webhooks;

pub use app::{App, AppParts, Channels};
pub use config::AppConfig;
pub use error::{Error, Field, Hint, Message, Speller};
pub use omni_agents::BreakerConfig;
pub use omni_channel::{Capabilities, Capability, ChannelInfo};
pub use omni_domain::access::Caller;
pub use pacing::is_time_zone;

/// What a use case returns.
pub type Result<T, E = Error> = std::result::Result<T, E>;
