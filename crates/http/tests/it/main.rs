//! The edge and the extractors, over a router of their own. Nothing here needs a database.

mod bodies;
mod edges;
mod inputs;
mod support;
