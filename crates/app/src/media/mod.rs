//! Files of messages: fetching their bytes from the channel into the blob store.

mod fetch;
mod locator;
mod refusal;
mod route;
mod usage;

pub(crate) use fetch::{fetch, fetch_now};
pub(crate) use locator::seal as seal_locator;
pub(crate) use refusal::{is_of_denied_sender, without_space};
pub use route::{BuildFileUrl, FileRoute};
pub(crate) use usage::{MediaUsage, exceeded as quota_exceeded};
