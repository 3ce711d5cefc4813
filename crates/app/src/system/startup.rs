//! What helper processes of the first version of Omni requested at their start. This server has
//! none: its channels run inside it. The answers are correct all the same.

use crate::app::App;
use crate::error::Error;
use crate::keys::KEY_PREFIX;
use omni_domain::ids::InstanceId;
use omni_domain::instance::ChannelType;
use omni_storage::Engine;

/// How a helper would reach the database and this API. Without secrets: nothing of this server
/// needs them here, a loopback port is open to every user of the machine, and the server itself
/// has only the hashes of its keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubprocessConfig {
    /// The database's URL, its password masked.
    pub database_uri: String,
    /// `postgresql` or `sqlite`.
    pub database_provider: &'static str,
    /// The primary key, masked but for its last four characters.
    pub api_key: String,
}

/// Which networks have instances that are to be connected.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ChannelStartup {
    /// On WhatsApp.
    pub whatsapp: Vec<InstanceId>,
    /// On Discord.
    pub discord: Vec<InstanceId>,
}

/// See [`SubprocessConfig`]. For this machine only; the caller checks that.
pub async fn subprocess_config(app: &App) -> Result<SubprocessConfig, Error> {
    let primary = app.store.find_primary_key().await?;
    Ok(SubprocessConfig {
        database_uri: app.database_uri.clone(),
        database_provider: match app.store.engine() {
            Engine::Sqlite => "sqlite",
            Engine::Postgres => "postgresql",
        },
        api_key: format!("{KEY_PREFIX}****{}", primary.map(|key| key.suffix).unwrap_or_default()),
    })
}

/// See [`ChannelStartup`]. For this machine only; the caller checks that.
pub async fn channel_startup(app: &App) -> Result<ChannelStartup, Error> {
    let mut startup = ChannelStartup::default();
    for instance in app.store.wanted_instances().await? {
        match instance.channel {
            ChannelType::WhatsappBaileys | ChannelType::WhatsappCloud => {
                startup.whatsapp.push(instance.id);
            }
            ChannelType::Discord => startup.discord.push(instance.id),
            // It has no network to start.
            ChannelType::Api => {}
        }
    }
    Ok(startup)
}
