//! The bus, in one process, over a real NATS server and over a real Postgres.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should panic")]

mod event;
mod in_process;
mod nats;
mod outage;
mod postgres;
mod server;
