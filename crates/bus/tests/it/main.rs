//! The bus, in one process and over a real NATS server.

mod event;
mod in_process;
mod nats;
mod outage;
mod server;
