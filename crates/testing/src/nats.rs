//! A namespace for one test on the NATS server of this machine.

use omni_bus::{EventStream, NatsConfig};
use omni_domain::Env;
use omni_domain::ids::EventId;

const INSTALL: &str = "apt-get install -y nats-server && nats-server -js";
const URL: &str = "nats://127.0.0.1:4222";
const SERVER: &str = "127.0.0.1:4222";

/// A prefix of its own on the shared server; its streams are removed with it.
#[derive(Debug)]
pub struct Space {
    /// First part of its subjects and streams.
    pub prefix: String,
    /// Connected to the server.
    pub client: async_nats::Client,
}

impl Space {
    /// A new namespace.
    ///
    /// # Panics
    ///
    /// Without a server with `JetStream` on the usual port.
    pub async fn new() -> Self {
        let client = async_nats::connect(URL).await.unwrap_or_else(|error| {
            panic!("no NATS with JetStream at {URL} ({error}); start one with: {INSTALL}")
        });
        Self { prefix: format!("t{}", Env::system().id::<EventId>()), client }
    }

    /// The server's address.
    pub const fn url() -> &'static str {
        URL
    }

    /// `host:port` of the server.
    pub const fn server() -> &'static str {
        SERVER
    }

    /// The configuration of a bus in this namespace.
    pub fn config(&self) -> NatsConfig {
        NatsConfig { url: URL.to_owned(), prefix: self.prefix.clone(), ..NatsConfig::default() }
    }

    /// The server's streams.
    pub fn jetstream(&self) -> async_nats::jetstream::Context {
        async_nats::jetstream::new(self.client.clone())
    }

    /// Removes the streams. Called at the end of a test that got that far.
    pub async fn remove(self) {
        for stream in EventStream::ALL {
            let _ = self.jetstream().delete_stream(stream.name(&self.prefix)).await;
        }
    }
}
