//! Assembles the application, each part from its section of the settings.

use crate::config::{BusKind, Config, Environment};
use crate::data_dir::DataDir;
use crate::{Overrides, VERSION, clock, seal, secret_key, spool};
use anyhow::{Context as _, ensure};
use omni_app::logs::LogRing;
use omni_app::secrets::{Purpose, Sealer};
use omni_app::{App, AppParts, Channels};
use omni_blobs::BlobStore;
use omni_bus::{Bus, Seal};
use omni_channel::Channel;
use omni_channel_api::ApiChannel;
use omni_channel_whatsapp::WhatsAppChannel;
use omni_domain::Env;
use omni_domain::instance::ChannelType;
use omni_storage::{Engine, StorageError, Store};
use std::sync::Arc;

/// The application with its resources; nothing of it runs yet.
#[derive(Debug)]
pub struct Assembled {
    /// The application.
    pub app: App,
    /// The locked data folder.
    pub data: DataDir,
    /// The secret key was created at this start.
    pub new_secret_key: bool,
}

/// Opens everything, brings the schema up to date, and checks the secret key.
pub async fn assemble(config: &Config, overrides: Overrides) -> anyhow::Result<Assembled> {
    // Before anything else uses TLS. Fails only if a provider is already installed.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let data = DataDir::open(&config.data.dir)?;
    spool::open(&config.spool_dir())?;
    let key = secret_key::read_or_make(config)?;
    let sealer = Sealer::from_text(key.text.expose());
    let store = open_store(config).await?;
    let applied =
        store.migrate().await.context("the database schema could not be brought up to date")?;
    if !applied.is_empty() {
        tracing::info!(migrations = applied.len(), "the database schema is up to date");
    }
    let node = own_id(&data, &store).await?;
    let (env, clock) = clock::shared(overrides.env.unwrap_or_else(Env::system), &store).await;
    seal::check(&store, &sealer, &env, config.secrets.accept_new_key).await?;
    let mut app_config = config.app_config();
    app_config.media.own_program = overrides.own_program;
    app_config.media.spool_dir = Some(config.spool_dir());
    app_config.disks.folders = config.disk_folders();
    let app = App::new(AppParts {
        store,
        blobs: open_blobs(config).await?,
        bus: open_bus(config, &sealer).await?,
        channels: match overrides.channels {
            Some(channels) => channels,
            None => open_channels(config)?,
        },
        sealer,
        env,
        config: app_config,
        node: node.id,
        home: node.home,
        version: VERSION,
        environment: environment(config.server.environment),
        logs: overrides.logs.unwrap_or_else(|| LogRing::new(config.log.ring)),
        database_uri: config.database_url_masked(),
    });
    if let Some(clock) = clock {
        let (store, stopping) = (app.store.clone(), app.sessions.stopping());
        tokio::spawn(clock::keep_compared(clock, store, stopping));
    }
    Ok(Assembled { app, data, new_secret_key: key.is_new })
}

/// A node among those that share a database.
#[derive(Debug)]
struct NodeId {
    id: String,
    /// Where its folder is, if others may share the database.
    home: Option<String>,
}

/// The id in the data folder; a new one if the node with another folder has it, of which this one is a
/// copy. Two nodes with one id would take each other's leases for their own.
async fn own_id(data: &DataDir, store: &Store) -> anyhow::Result<NodeId> {
    let id = data.node_id()?;
    if store.engine() == Engine::Sqlite {
        return Ok(NodeId { id, home: None });
    }
    let home = data.home()?;
    if claim(store, &id, &home).await? {
        return Ok(NodeId { id, home: Some(home) });
    }
    let new = data.renew_node_id()?;
    tracing::warn!(
        node = %new,
        former = %id,
        "another data folder has this node's id: this folder is a copy of it, or was moved; the node \
         has a new id"
    );
    ensure!(claim(store, &new, &home).await?, "the node's new id is in use; start it again");
    Ok(NodeId { id: new, home: Some(home) })
}

async fn claim(store: &Store, id: &str, home: &str) -> Result<bool, StorageError> {
    let (id, home) = (id.to_owned(), home.to_owned());
    let claimed =
        store.write(move |tx| Box::pin(async move { tx.claim_node(&id, &home, None).await }));
    claimed.await
}

/// The database.
pub async fn open_store(config: &Config) -> anyhow::Result<Store> {
    Store::open(&config.database_url(), config.store_options()).await.with_context(|| {
        format!(
            "the database {} cannot be opened; check database.url, or OMNI_DATABASE_URL",
            config.database_label()
        )
    })
}

/// The store for media files.
pub async fn open_blobs(config: &Config) -> anyhow::Result<BlobStore> {
    let opened = BlobStore::open(config.blob_config()).await;
    opened.context("the store for media files cannot be opened; check the section [blobs]")
}

/// The server's key for what nodes publish.
#[derive(Debug)]
struct BusSeal(Sealer);

impl BusSeal {
    fn purpose() -> Purpose {
        Purpose::kept("events between nodes")
    }
}

impl Seal for BusSeal {
    fn seal(&self, text: &str) -> String {
        self.0.seal(&Self::purpose(), text)
    }

    fn open(&self, sealed: &str) -> Option<String> {
        self.0.open(&Self::purpose(), sealed).ok()
    }
}

/// The bus. If NATS or Postgres does not respond, the process continues alone and catches up later.
pub async fn open_bus(config: &Config, sealer: &Sealer) -> anyhow::Result<Bus> {
    let (url, bus) = (config.database_url(), &config.bus);
    let opened = match (bus.kind(!url.starts_with("sqlite")), bus.nats()) {
        (BusKind::Postgres, _) => {
            Bus::postgres(bus.postgres(url), Arc::new(BusSeal(sealer.clone()))).await
        }
        (BusKind::Nats, Some(nats)) => Bus::nats(nats).await,
        _ => Ok(Bus::in_process(bus.capacity)),
    };
    opened.context("check the section [bus]")
}

fn open_channels(config: &Config) -> anyhow::Result<Channels> {
    let mut options = config.whatsapp_options();
    options.spool_dir = Some(config.spool_dir());
    let whatsapp = WhatsAppChannel::new(options).context("check the section [whatsapp]")?;
    let whatsapp: Arc<dyn Channel> = Arc::new(whatsapp);
    let api: Arc<dyn Channel> = Arc::new(ApiChannel);
    Ok(Channels::from([(ChannelType::WhatsappBaileys, whatsapp), (ChannelType::Api, api)]))
}

fn environment(configured: Environment) -> String {
    configured.to_string()
}
