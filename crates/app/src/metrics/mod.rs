//! The server's metrics, in the text format that Prometheus reads.
//!
//! What happened is counted from the committed events, so that a figure never differs from the
//! log; the current state is read for each request.

mod counters;
mod histogram;
mod render;
mod webhooks;

pub use counters::Metrics;
pub use render::render;
