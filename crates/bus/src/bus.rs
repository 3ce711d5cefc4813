//! The bus.

use crate::error::BusError;
use crate::health::BusHealth;
use crate::hub::Hub;
use crate::nats::{EventStream, Nats, NatsConfig};
use crate::postgres::{PostgresBus, PostgresBusConfig};
use crate::seal::Seal;
use crate::subscription::Subscription;
use crate::topic::{Topic, Wakeups};
use omni_domain::event::Event;
use std::sync::Arc;
use std::time::Duration;

/// Wake-ups and event fan-out. Cheap to clone; every clone is the same bus.
#[derive(Debug, Clone)]
pub struct Bus {
    hub: Arc<Hub>,
    nodes: Nodes,
}

/// How the other nodes are reached.
#[derive(Debug, Clone)]
enum Nodes {
    /// There are none.
    None,
    Nats(Arc<Nats>),
    Postgres(Arc<PostgresBus>),
}

impl Bus {
    /// A bus for one process. A subscriber may lag `capacity` events behind before it misses some.
    pub fn in_process(capacity: usize) -> Self {
        Self { hub: Arc::new(Hub::new(capacity)), nodes: Nodes::None }
    }

    /// A bus over NATS. Waits a few seconds for the server, but also returns if it does not answer:
    /// the process then continues alone and catches up once NATS is reachable.
    pub async fn nats(config: NatsConfig) -> Result<Self, BusError> {
        let hub = Arc::new(Hub::new(config.capacity));
        let nats = Nats::start(config, Arc::clone(&hub)).await?;
        Ok(Self { hub, nodes: Nodes::Nats(Arc::new(nats)) })
    }

    /// A bus over the Postgres database that the nodes share. Waits a few seconds for it, but also
    /// returns if it does not answer: the process then continues alone and catches up later. Events are
    /// sealed with `seal`, the same on all nodes.
    pub async fn postgres(
        config: PostgresBusConfig,
        seal: Arc<dyn Seal>,
    ) -> Result<Self, BusError> {
        let hub = Arc::new(Hub::new(config.capacity));
        let nodes = PostgresBus::start(config, seal, Arc::clone(&hub)).await?;
        Ok(Self { hub, nodes: Nodes::Postgres(Arc::new(nodes)) })
    }

    /// Publishes events to every subscriber, here and on other nodes. Called after the commit, in
    /// sequence order; never blocks.
    pub fn publish(&self, events: &[Arc<Event>]) {
        if self.hub.is_closed() {
            return;
        }
        for event in events {
            self.hub.publish(event);
            match &self.nodes {
                Nodes::None => {}
                Nodes::Nats(nats) => nats.publish(event),
                Nodes::Postgres(postgres) => postgres.publish(event),
            }
        }
    }

    /// Subscribes to everything published from now on.
    pub fn subscribe(&self) -> Subscription {
        self.hub.subscribe()
    }

    /// Signals possible work, here and on other nodes. Never blocks.
    pub fn wake(&self, topic: Topic) {
        if self.hub.is_closed() {
            return;
        }
        self.hub.wake(topic);
        match &self.nodes {
            Nodes::None => {}
            Nodes::Nats(nats) => nats.wake(topic),
            Nodes::Postgres(postgres) => postgres.wake(topic),
        }
    }

    /// Subscribes to the wake-ups of a topic.
    pub fn wakeups(&self, topic: Topic) -> Wakeups {
        self.hub.wakeups(topic)
    }

    /// The health of the bus; with NATS this queries the server.
    pub async fn health(&self) -> BusHealth {
        match &self.nodes {
            Nodes::Nats(nats) => nats.health().await,
            Nodes::Postgres(postgres) => postgres.health(),
            Nodes::None => BusHealth {
                kind: "in-process",
                ok: !self.hub.is_closed(),
                streams: EventStream::ALL.len(),
                latency: Some(Duration::ZERO),
                queued: 0,
                dropped: 0,
                detail: self.hub.is_closed().then(|| "closed".to_owned()),
            },
        }
    }

    /// Makes every subscriber read the log and every worker look for jobs, here and on other nodes,
    /// as if events had been missed; with NATS, over a new connection.
    pub async fn restart(&self) {
        if self.hub.is_closed() {
            return;
        }
        self.hub.gap(0);
        for topic in Topic::all() {
            self.hub.wake(topic);
        }
        match &self.nodes {
            Nodes::None => {}
            Nodes::Nats(nats) => nats.restart().await,
            Nodes::Postgres(postgres) => postgres.restart(),
        }
    }

    /// Ends every subscription and, with NATS, publishes what is still queued (for a few seconds at
    /// most).
    pub async fn close(&self) {
        self.hub.close();
        match &self.nodes {
            Nodes::None => {}
            Nodes::Nats(nats) => nats.close().await,
            Nodes::Postgres(postgres) => postgres.close().await,
        }
    }
}
