//! Media bytes: a local folder by default, any S3-compatible service by configuration.
//!
//! Responsible for the location of bytes and for atomic writes. Does not depend on messages,
//! tenants or channels: a caller passes a key and a stream. No file is ever entirely in memory.
#![warn(missing_docs)]

mod check;
mod config;
mod error;
mod key;
mod local;
mod put;
mod read;
mod s3;
mod store;

pub use config::{BlobConfig, S3Config};
pub use error::BlobError;
pub use read::BlobRange;
pub use store::{BlobStore, ByteStream, Listed, Stored};
