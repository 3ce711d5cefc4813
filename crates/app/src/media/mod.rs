//! Files of messages: fetching their bytes from the channel into the blob store.

mod fetch;
mod locator;
mod route;

pub(crate) use fetch::{fetch, fetch_now};
pub(crate) use locator::seal as seal_locator;
pub use route::{BuildFileUrl, FileRoute};
