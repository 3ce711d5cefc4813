//! Media files: encrypted here, stored by the network for some weeks.

mod fetch;
mod locator;
mod spool;
mod upload;
mod upload_plain;

pub(crate) use fetch::fetch;
pub(crate) use locator::Locator;
pub(crate) use upload::{Uploaded, upload};
pub(crate) use upload_plain::upload_plain;
