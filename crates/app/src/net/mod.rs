//! Outbound requests that a user can cause, and only through the guard.

pub mod fetch;
pub mod guard;
mod resolver;
mod tls;
