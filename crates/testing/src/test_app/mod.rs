//! The whole application behind a router of the test's choice, without a socket.

mod credentials;
mod instances;
mod nodes;
mod requests;

pub use requests::Answer;

use crate::{Database, FixedClock, MockChannel, SeededIds};
use axum::Router;
use omni_app::config::PacingDefaults;
use omni_app::logs::LogRing;
use omni_app::secrets::Sealer;
use omni_app::{App, AppConfig, AppParts, Channels, keys, lifecycle};
use omni_blobs::{BlobConfig, BlobStore};
use omni_bus::Bus;
use omni_domain::Env;
use omni_domain::instance::ChannelType;
use omni_worker::{Worker, WorkerConfig};
use std::fmt;
use std::sync::Arc;
use std::time::Duration;
use tempfile::TempDir;

/// A stop waits longer than by default: the jobs of a test run slowly on a loaded machine.
fn worker_config() -> WorkerConfig {
    WorkerConfig { stop_wait: Duration::from_secs(20), ..WorkerConfig::default() }
}

/// Builds the router over an application: once for each process of the test.
#[derive(Clone)]
struct Serve(Arc<dyn Fn(&App) -> Router + Send + Sync>);

impl fmt::Debug for Serve {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Serve")
    }
}

/// The options of a test.
#[derive(Debug)]
pub struct TestOptions {
    /// The database.
    pub database: Database,
    /// Bounds and waits.
    pub config: AppConfig,
}

/// The application of one test.
#[derive(Debug)]
pub struct TestApp {
    /// The application.
    pub app: App,
    /// Its router, as the test builds it.
    pub router: Router,
    /// The primary key.
    pub key: String,
    /// Its only channel.
    pub channel: Arc<MockChannel>,
    /// Its clock.
    pub clock: Arc<FixedClock>,
    worker: Worker,
    serve: Serve,
    database: Database,
    blobs_dir: Arc<TempDir>,
}

impl TestApp {
    /// On SQLite, with short waits. `serve` builds the router: a dialect's own, or a whole host.
    pub async fn new(serve: impl Fn(&App) -> Router + Send + Sync + 'static) -> Self {
        Self::on(Database::sqlite(), serve).await
    }

    /// On a database of the test's choice.
    pub async fn on(
        database: Database,
        serve: impl Fn(&App) -> Router + Send + Sync + 'static,
    ) -> Self {
        Self::with(TestOptions { database, config: Self::config() }, serve).await
    }

    /// The defaults, with short waits.
    pub fn config() -> AppConfig {
        let mut config = AppConfig::default();
        config.sends.wait = Duration::from_secs(5);
        config.sessions.connect_wait = Duration::from_secs(5);
        // No lease is lost because the machine is busy.
        config.sessions.lease = Duration::from_secs(30);
        // A test sets the limits that it is about.
        config.pacing = PacingDefaults::none();
        config.number_checks.keep_found = Duration::ZERO;
        config.number_checks.keep_missing = Duration::ZERO;
        config
    }

    /// With these options.
    pub async fn with(
        options: TestOptions,
        serve: impl Fn(&App) -> Router + Send + Sync + 'static,
    ) -> Self {
        Self::with_channels(options, Channels::new(), serve).await
    }

    /// With these channels beside the mock.
    pub async fn with_channels(
        options: TestOptions,
        mut channels: Channels,
        serve: impl Fn(&App) -> Router + Send + Sync + 'static,
    ) -> Self {
        let store = options.database.open().await;
        let blobs = tempfile::tempdir().unwrap();
        let channel = Arc::new(MockChannel::default());
        let clock = Arc::new(FixedClock::default());
        channels.insert(ChannelType::WhatsappBaileys, Arc::<MockChannel>::clone(&channel));
        let app = App::new(AppParts {
            store,
            blobs: BlobStore::open(BlobConfig::Local { dir: blobs.path().to_owned() })
                .await
                .unwrap(),
            bus: Bus::in_process(1024),
            channels,
            sealer: Sealer::from_text("a key that only tests use"),
            env: Env {
                clock: Arc::<FixedClock>::clone(&clock),
                ids: Arc::new(SeededIds::default()),
            },
            config: options.config,
            node: "test-node".to_owned(),
            home: None,
            version: "2.0.0",
            environment: "test".to_owned(),
            logs: LogRing::default(),
            database_uri: options.database.url(),
        });
        let key = format!("omni_sk_{}", "a1B2".repeat(8));
        keys::ensure_primary(&app, Some(&key)).await.unwrap();
        keys::start(&app);
        lifecycle::start(&app).await.unwrap();
        let worker = Worker::start(&app, worker_config());
        let serve = Serve(Arc::new(serve));
        let router = (serve.0)(&app);
        let database = options.database;
        let blobs = Arc::new(blobs);
        Self { app, router, key, channel, clock, worker, serve, database, blobs_dir: blobs }
    }

    /// Runs a statement on its database, beside it.
    pub async fn execute(&self, statement: &str) {
        self.database.execute(statement).await;
    }

    /// As at the end of the process: jobs that do not finish within this time are released. Returns
    /// how many were.
    pub async fn finish_jobs(&self, wait: Duration) -> u64 {
        self.worker.finish(&self.app, wait).await
    }

    /// Stops it and removes its database.
    pub async fn stop(self) {
        self.worker.stop().await;
        lifecycle::stop(&self.app).await;
        self.app.store.close().await;
        self.database.remove().await;
    }
}
