//! Further processes on its database.

use super::{TestApp, worker_config};
use crate::MockChannel;
use axum::Router;
use omni_app::logs::LogRing;
use omni_app::{App, AppConfig, AppParts, keys, lifecycle};
use omni_bus::Bus;
use omni_domain::instance::ChannelType;
use omni_worker::Worker;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

impl TestApp {
    /// As after a SIGKILL on this database: the old process's workers reserve nothing more and
    /// release nothing, their reservations expire, and a new process (without sessions) takes over.
    pub async fn restarted_after_kill(self) -> Self {
        // The first poll makes the lanes reserve no more; what runs is not stopped.
        let _ = tokio::time::timeout(Duration::from_millis(1), self.worker.stop()).await;
        let old = &self.app;
        let app = App::new(AppParts {
            store: self.database.open().await,
            blobs: old.blobs.clone(),
            bus: Bus::in_process(1024),
            channels: old.channels.clone(),
            sealer: old.sealer.clone(),
            env: old.env.clone(),
            config: old.config.clone(),
            node: "another-node".to_owned(),
            home: None,
            version: old.version,
            environment: old.environment.clone(),
            logs: LogRing::default(),
            database_uri: self.database.url(),
        });
        let lease = i64::try_from(app.config.jobs.lease.as_millis()).unwrap();
        self.clock.advance(lease + 1);
        let worker = Worker::start(&app, worker_config());
        let router = (self.serve.0)(&app);
        Self { app, router, worker, ..self }
    }

    /// Another node on the same Postgres and the same network, with sessions, workers and caches of
    /// its own, over this bus.
    pub async fn joined(&self, node: &str, bus: Bus) -> Self {
        self.joined_with(node, bus, self.app.config.clone()).await
    }

    /// Another node that no message of this one's bus reaches, nor the other way.
    pub async fn joined_without_bus(&self, node: &str) -> Self {
        self.joined(node, Bus::in_process(1024)).await
    }

    /// The same with bounds and waits of its own.
    pub async fn joined_with(&self, node: &str, bus: Bus, config: AppConfig) -> Self {
        let database = self.database.again();
        let channel = Arc::new(self.channel.beside());
        let mut channels = self.app.channels.clone();
        channels.insert(ChannelType::WhatsappBaileys, Arc::<MockChannel>::clone(&channel));
        let app = App::new(AppParts {
            store: database.open().await,
            blobs: self.app.blobs.clone(),
            bus,
            channels,
            sealer: self.app.sealer.clone(),
            env: self.app.env.clone(),
            config,
            node: node.to_owned(),
            home: None,
            version: "2.0.0",
            environment: "test".to_owned(),
            logs: LogRing::default(),
            database_uri: database.url(),
        });
        keys::start(&app);
        lifecycle::start(&app).await.unwrap();
        let worker = Worker::start(&app, worker_config());
        let router = (self.serve.0)(&app);
        Self {
            app,
            router,
            key: self.key.clone(),
            channel,
            clock: Arc::clone(&self.clock),
            worker,
            serve: self.serve.clone(),
            database,
            blobs_dir: Arc::clone(&self.blobs_dir),
        }
    }

    /// As a node that can reach nothing any more, as after a SIGKILL: it neither renews nor releases
    /// what it owns.
    pub async fn cut_off(&self) {
        self.app.store.close().await;
    }

    /// As a node that stops: its instances are released.
    pub async fn leave(self) {
        self.worker.stop().await;
        lifecycle::stop(&self.app).await;
        self.app.store.close().await;
    }

    /// Another process on the same database and bus, with caches of its own: its router, which
    /// accepts the same keys.
    pub fn second_node(&self) -> Router {
        let app = App::new(AppParts {
            store: self.app.store.clone(),
            blobs: self.app.blobs.clone(),
            bus: self.app.bus.clone(),
            channels: HashMap::new(),
            sealer: self.app.sealer.clone(),
            env: self.app.env.clone(),
            config: self.app.config.clone(),
            node: "second-node".to_owned(),
            home: None,
            version: "2.0.0",
            environment: "test".to_owned(),
            logs: LogRing::default(),
            database_uri: self.database.url(),
        });
        keys::start(&app);
        (self.serve.0)(&app)
    }
}
