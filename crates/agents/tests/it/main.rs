//! The OpenAI protocol against a server that behaves and misbehaves.

mod answers;
mod failures;
mod server;
mod streams;
