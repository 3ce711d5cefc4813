//! API documents, assembled from the routes of a dialect.

mod assemble;
mod responses;
mod served;
mod unused;
mod version;
mod version_3_0;

pub use assemble::{Assembly, Section};
pub use served::served_below;
pub use version::SpecVersion;
