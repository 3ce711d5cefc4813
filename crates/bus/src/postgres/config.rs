//! How to reach the database.

use crate::error::BusError;
use sqlx::postgres::PgConnectOptions;
use std::fmt;
use std::str::FromStr;

/// Settings of a bus over Postgres.
#[derive(Clone, PartialEq, Eq)]
pub struct PostgresBusConfig {
    /// `postgres://user:password@host/name`: the database that the nodes share.
    pub url: String,
    /// How many events a subscriber may lag behind before it misses some.
    pub capacity: usize,
    /// Events that are queued while the database does not accept them.
    pub queue: usize,
}

impl fmt::Debug for PostgresBusConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The URL may contain a password.
        f.debug_struct("PostgresBusConfig")
            .field("capacity", &self.capacity)
            .field("queue", &self.queue)
            .finish_non_exhaustive()
    }
}

impl PostgresBusConfig {
    pub(super) fn checked(&self) -> Result<PgConnectOptions, BusError> {
        if self.queue == 0 {
            return Err(BusError::Invalid("the queue must be at least 1".to_owned()));
        }
        let connect = PgConnectOptions::from_str(&self.url).map_err(|_| {
            BusError::Invalid("the address of the database cannot be read".to_owned())
        })?;
        // What is published is not stored: its commits need not wait for the disk.
        Ok(connect.application_name("omni-bus").options([("synchronous_commit", "off")]))
    }
}
