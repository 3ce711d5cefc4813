//! Files: encrypted by us, kept by the network for a while.

mod fetch;
mod locator;
mod spool;
mod upload;

pub(crate) use fetch::fetch;
pub(crate) use locator::Locator;
pub(crate) use upload::{Uploaded, upload};
