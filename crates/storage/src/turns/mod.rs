//! Turns, the messages they are about, and the pauses of chats.

mod collect;
mod pause;
mod read;
mod reply_urls;
mod table;
mod write;

pub(crate) use pause::ALL as PAUSES;
pub use pause::ChatPause;
pub use read::TurnFilter;
pub(crate) use read::of_message;
pub(crate) use reply_urls::ALL as REPLY_URLS;
pub use reply_urls::ReplyUrl;
pub(crate) use table::ALL as TURNS;
