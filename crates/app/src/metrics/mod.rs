//! What the server counts, in the text format that Prometheus reads.
//!
//! What happened is counted from the committed events, so that a figure never differs from the
//! log; what there is at the moment is read when somebody asks.

mod counters;
mod histogram;
mod render;

pub use counters::Metrics;
pub use render::render;
