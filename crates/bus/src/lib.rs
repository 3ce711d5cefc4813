//! Wake-ups and event fan-out.
//!
//! In one process by default; over NATS when several nodes share a database. The truth is always
//! the database: jobs and events are rows, written with the change they belong to. What goes over
//! the bus only makes others look sooner, so a lost message delays and never loses. A subscriber
//! that may have missed something receives [`RecvError::Lagged`] and reads the log.
//!
//! With NATS every event is also published to `JetStream`, for consumers outside of Omni.
#![warn(missing_docs)]

mod bus;
mod error;
mod health;
mod hub;
mod nats;
mod subscription;
mod topic;

pub use bus::Bus;
pub use error::BusError;
pub use health::BusHealth;
pub use nats::{EventStream, NatsConfig};
pub use subscription::{RecvError, Subscription};
pub use topic::{Topic, Wakeups};
