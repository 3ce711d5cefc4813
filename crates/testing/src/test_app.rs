//! The whole application behind a router of the test's choice, without a socket.

use crate::{Database, FixedClock, MockChannel, SeededIds};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::{Method, Request, StatusCode, header};
use omni_app::config::PacingDefaults;
use omni_app::instances::NewInstance;
use omni_app::keys::NewApiKey;
use omni_app::logs::LogRing;
use omni_app::secrets::Sealer;
use omni_app::tenants::CreatedTenant;
use omni_app::{App, AppConfig, AppParts, Caller, Channels, instances, keys, lifecycle, tenants};
use omni_blobs::{BlobConfig, BlobStore};
use omni_bus::Bus;
use omni_domain::agent::AgentConfig;
use omni_domain::instance::{ChannelType, InstanceConfig};
use omni_domain::{Env, InstanceId, TenantId};
use omni_worker::{Worker, WorkerConfig};
use serde_json::Value;
use std::collections::HashMap;
use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tempfile::TempDir;
use tower::ServiceExt;

const MAX_ANSWER: usize = 64 * 1024 * 1024;

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

/// A response of the API.
#[derive(Debug, Clone)]
pub struct Answer {
    /// HTTP status.
    pub status: StatusCode,
    /// Its headers.
    pub headers: axum::http::HeaderMap,
    /// Its body, `null` if it has none.
    pub body: Value,
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

    /// Creates another tenant, with its first key.
    pub async fn new_tenant(&self, name: &str) -> CreatedTenant {
        let operator = Caller::system(TenantId::DEFAULT);
        tenants::create(&self.app, &operator, name).await.unwrap()
    }

    /// A key of another tenant that may do everything there.
    pub async fn foreign_key(&self) -> String {
        self.new_tenant("other").await.key.secret
    }

    /// A key with these scopes, for all instances; its secret.
    pub async fn key_with(&self, scopes: &[&str]) -> String {
        self.new_key(Self::key_for(scopes)).await
    }

    /// A key; its secret.
    pub async fn new_key(&self, new: NewApiKey) -> String {
        self.create_key(&Caller::system(TenantId::DEFAULT), new).await
    }

    /// The input of [`Self::new_key`], for a key with these scopes that neither expires nor is
    /// limited to instances.
    pub fn key_for(scopes: &[&str]) -> NewApiKey {
        NewApiKey {
            name: "test".to_owned(),
            scopes: scopes.iter().map(|scope| (*scope).to_owned()).collect(),
            instance_ids: None,
            expires_at: None,
            is_operator: None,
        }
    }

    async fn create_key(&self, caller: &Caller, new: NewApiKey) -> String {
        keys::create(&self.app, caller, new, &keys::Origin::default()).await.unwrap().secret
    }

    /// Sends a request as it is.
    pub async fn raw(&self, mut request: Request<Body>) -> Answer {
        let peer = SocketAddr::from(([127, 0, 0, 1], 40_000));
        request.extensions_mut().insert(ConnectInfo(peer));
        let answer = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = answer.into_parts();
        let bytes = to_bytes(body, MAX_ANSWER).await.unwrap();
        let body = serde_json::from_slice(&bytes).unwrap_or_else(|_| {
            if bytes.is_empty() {
                Value::Null
            } else {
                Value::String(String::from_utf8_lossy(&bytes).into_owned())
            }
        });
        Answer { status: parts.status, headers: parts.headers, body }
    }

    /// Sends a request with this key and JSON body.
    pub async fn call_as(
        &self,
        key: Option<&str>,
        method: Method,
        path: &str,
        body: Option<Value>,
    ) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        if let Some(key) = key {
            request = request.header("x-api-key", key);
        }
        let body = match body {
            Some(body) => {
                request = request.header(header::CONTENT_TYPE, "application/json");
                Body::from(body.to_string())
            }
            None => Body::empty(),
        };
        self.raw(request.body(body).unwrap()).await
    }

    /// Sends a request with the primary key.
    pub async fn call(&self, method: Method, path: &str, body: Option<Value>) -> Answer {
        self.call_as(Some(&self.key), method, path, body).await
    }

    /// GET with the primary key.
    pub async fn get(&self, path: &str) -> Answer {
        self.call(Method::GET, path, None).await
    }

    /// Runs a statement on its database, beside it.
    pub async fn execute(&self, statement: &str) {
        self.database.execute(statement).await;
    }

    /// POST with the primary key.
    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.call(Method::POST, path, Some(body)).await
    }

    /// An instance of the mock channel that is not connected yet.
    pub async fn instance(&self, name: &str) -> InstanceId {
        let new = NewInstance {
            name: name.to_owned(),
            channel: ChannelType::WhatsappBaileys,
            config: InstanceConfig::default(),
            agent: AgentConfig::default(),
            proxy: None,
        };
        let system = Caller::system(TenantId::DEFAULT);
        instances::create(&self.app, &system, new).await.unwrap().instance.id
    }

    /// A connected instance of the mock channel.
    pub async fn connected_instance(&self, name: &str) -> InstanceId {
        let id = self.instance(name).await;
        let system = Caller::system(TenantId::DEFAULT);
        instances::connect(&self.app, &system, id).await.unwrap();
        id
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
