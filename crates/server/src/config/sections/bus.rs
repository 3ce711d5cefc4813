use crate::config::Secret;
use crate::config::problems::Problems;
use omni_bus::{NatsConfig, PostgresBusConfig};
use serde::Deserialize;
use std::path::PathBuf;

/// How nodes exchange wake-ups and events.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BusKind {
    /// NATS if its address is given, else Postgres if it is the database, else none.
    Auto,
    /// Within this process.
    InProcess,
    /// Over the Postgres database.
    Postgres,
    /// Over NATS.
    Nats,
}

/// `[bus]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "config.default.toml documents every key")]
pub struct Bus {
    pub kind: BusKind,
    pub queue: usize,
    pub nats_url: Secret,
    pub nats_prefix: String,
    pub nats_token: Secret,
    pub nats_ca_file: PathBuf,
    pub nats_replicas: usize,
    pub nats_queue: usize,
    pub capacity: usize,
}

impl Bus {
    pub(in crate::config) fn check(&self, problems: &mut Problems<'_>) {
        if self.kind == BusKind::Nats && self.nats_url.get().is_none() {
            problems.add("bus.nats_url", "bus.kind = \"nats\" needs the address of a NATS server");
        }
        problems.range("bus.queue", self.queue, &(1..=1_000_000));
        let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'_';
        if !(1..=64).contains(&self.nats_prefix.len()) || !self.nats_prefix.bytes().all(plain) {
            problems.add("bus.nats_prefix", "give 1 to 64 of a-z, 0-9, - and _");
        }
        let ca_file = &self.nats_ca_file;
        if !ca_file.as_os_str().is_empty() && !ca_file.is_file() {
            problems.add("bus.nats_ca_file", format_args!("{} is not a file", ca_file.display()));
        }
        problems.range("bus.nats_replicas", self.nats_replicas, &(1..=5));
        problems.range("bus.nats_queue", self.nats_queue, &(1..=1_000_000));
        problems.range("bus.capacity", self.capacity, &(64..=1_000_000));
    }

    /// Which bus, with a database on Postgres or not.
    pub fn kind(&self, on_postgres: bool) -> BusKind {
        match self.kind {
            BusKind::Auto if self.nats_url.get().is_some() => BusKind::Nats,
            BusKind::Auto if on_postgres => BusKind::Postgres,
            BusKind::Auto => BusKind::InProcess,
            kind => kind,
        }
    }

    /// The bus over this database.
    pub fn postgres(&self, url: String) -> PostgresBusConfig {
        PostgresBusConfig { url, capacity: self.capacity, queue: self.queue }
    }

    /// The connection to NATS, if it is configured.
    pub fn nats(&self) -> Option<NatsConfig> {
        let url = self.nats_url.get()?.to_owned();
        Some(NatsConfig {
            url,
            prefix: self.nats_prefix.clone(),
            token: self.nats_token.get().map(str::to_owned),
            ca_file: Some(self.nats_ca_file.clone()).filter(|path| !path.as_os_str().is_empty()),
            replicas: self.nats_replicas,
            capacity: self.capacity,
            queue: self.nats_queue,
        })
    }
}
