//! The bus, in one process and over a real NATS server.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should panic")]

mod event;
mod in_process;
mod nats;
mod outage;
mod server;
