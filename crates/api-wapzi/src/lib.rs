//! Wapzi's API for external services: `/v1/entry-points/*`, `/v1/executions/*`, and their
//! documentation at `/docs`.
//!
//! It only translates, as every dialect: `omni-app` decides what is allowed and what happens.
#![warn(missing_docs)]

mod dialect;
mod docs;
mod entry_points;
mod executions;
mod openapi;
mod router;

pub use openapi::openapi;
pub use router::{mount, routes};

/// The path prefix of this API.
pub const BASE: &str = "/v1";
