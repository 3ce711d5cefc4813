//! The Omni v2 API (seed 003): `/api/v2/*`, its sockets included.
//!
//! Translates only. Each handler reads a request into a use case's input and writes the result as
//! a view; what is allowed and what happens is decided in `omni-app`. Entities are never
//! serialised: the shapes here are the seed's.
#![warn(missing_docs)]

mod chats;
mod contacts;
mod dialect;
mod events;
mod instances;
mod keys;
mod messages;
mod openapi;
mod router;
mod routes;
mod shapes;
mod system;
mod ws;

pub use openapi::openapi;
pub use router::{ApiOptions, router};
pub use routes::{ROUTES, RouteInfo};
pub use ws::WsOptions;

/// Where this API lives on the host.
pub const BASE: &str = "/api/v2";
