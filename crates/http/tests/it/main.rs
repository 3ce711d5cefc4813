//! The host and the extractors, over routes of their own. Nothing here needs a database.

mod bodies;
mod connections;
mod dialects;
mod documents;
mod edges;
mod hosts;
mod inputs;
mod support;
