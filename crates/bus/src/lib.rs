//! Wake-ups and event fan-out.
//!
//! In one process, or between the nodes that share a Postgres database: over its `NOTIFY` and
//! `LISTEN`, or over NATS. The source of truth
//! is the database: jobs and events are rows, written with the change they belong to. Messages of
//! the bus only make others look sooner, so a lost message causes a delay and no loss. A subscriber
//! that may have missed something receives [`RecvError::Lagged`] and reads the log.
//!
//! With NATS every event is also published to `JetStream`, for consumers outside of Omni.
#![warn(missing_docs)]

mod bus;
mod error;
mod health;
mod hub;
mod nats;
mod postgres;
mod seal;
mod subscription;
mod topic;

pub use bus::Bus;
pub use error::BusError;
pub use health::BusHealth;
pub use nats::{EventStream, NatsConfig};
pub use postgres::PostgresBusConfig;
pub use seal::Seal;
pub use subscription::{RecvError, Subscription};
pub use topic::{Topic, Wakeups};
