//! Every SQL statement of the product, for SQLite and Postgres.
//!
//! [`Store`] reads what is committed; [`Tx`], handed to the closure of [`Store::write`], reads
//! and changes. All writes go through one task that commits many of them at once, in order.
//! This crate knows the domain's types and no use case: it never decides who may see a row, only
//! that every tenant-owned lookup names its tenant.
#![warn(missing_docs)]

mod address;
mod catalog;
mod chats;
mod committed;
mod contacts;
mod db;
mod dialect;
mod error;
mod events;
mod idempotency;
mod instances;
mod jobs;
mod keys;
mod leases;
mod media;
mod messages;
mod migrate;
mod options;
mod page;
mod people;
mod readers;
mod settings;
mod state;
mod store;
mod tx;
mod writer;

#[doc(hidden)]
pub use catalog::statements;
pub use chats::ChatTouch;
pub use committed::{CommitHook, Committed};
pub use error::StorageError;
pub use events::{EventCounts, EventFilter};
pub use idempotency::Claim;
pub use instances::{InstanceCount, InstanceFilter, StateChange};
pub use jobs::{JobCount, ReserveJobs};
pub use keys::KeyUse;
pub use options::{Engine, StoreOptions, Synchronous};
pub use people::IdentityTouch;
pub use settings::Setting;
pub use state::{StateEntry, StateSize, StateWrite};
pub use store::{Store, StoreStats};
pub use tx::Tx;
