//! API documents, assembled from the routes of a dialect.

mod assemble;
mod responses;
mod unused;
mod version;
mod version_3_0;

pub use assemble::{Assembly, Section};
pub use version::SpecVersion;
