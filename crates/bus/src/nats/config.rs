//! The connection to NATS.

use crate::error::BusError;
use std::fmt;
use std::path::PathBuf;

/// Settings of a bus over NATS.
#[derive(Clone, PartialEq, Eq)]
pub struct NatsConfig {
    /// `nats://host:4222` or `tls://…`; several servers of a cluster are separated by commas. May
    /// contain `user:password@`.
    pub url: String,
    /// First part of every subject and, in capitals, of every stream's name. Nodes with the same
    /// prefix exchange messages.
    pub prefix: String,
    /// Token, if the server requires one.
    pub token: Option<String>,
    /// Certificates to trust in addition to the system's.
    pub ca_file: Option<PathBuf>,
    /// Copies that `JetStream` keeps of each stream it has to create.
    pub replicas: usize,
    /// How many events a subscriber may lag behind before it misses some.
    pub capacity: usize,
    /// Events that are queued while NATS does not accept them.
    pub queue: usize,
}

impl Default for NatsConfig {
    fn default() -> Self {
        Self {
            url: "nats://127.0.0.1:4222".to_owned(),
            prefix: "omni".to_owned(),
            token: None,
            ca_file: None,
            replicas: 1,
            capacity: 4096,
            queue: 16_384,
        }
    }
}

impl fmt::Debug for NatsConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The URL may contain a password.
        f.debug_struct("NatsConfig")
            .field("prefix", &self.prefix)
            .field("replicas", &self.replicas)
            .field("capacity", &self.capacity)
            .field("queue", &self.queue)
            .finish_non_exhaustive()
    }
}

impl NatsConfig {
    pub(crate) fn checked(self) -> Result<Self, BusError> {
        let invalid = |why: &str| Err(BusError::Invalid(why.to_owned()));
        let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'_';
        if self.prefix.is_empty() || self.prefix.len() > 64 || !self.prefix.bytes().all(plain) {
            return invalid("the NATS prefix must be 1 to 64 of `a-z`, `0-9`, `-` and `_`");
        }
        if self.queue == 0 || self.replicas == 0 {
            return invalid("the NATS queue and replicas must be at least 1");
        }
        if self.servers().is_err() {
            return invalid("the NATS URL is not a valid URL");
        }
        Ok(self)
    }

    pub(crate) fn servers(&self) -> Result<Vec<async_nats::ServerAddr>, std::io::Error> {
        self.url.split(',').map(|url| url.trim().parse()).collect()
    }
}
