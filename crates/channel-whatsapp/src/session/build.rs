//! Builds the library's client over the stored state.

use crate::inbound::{Hook, Listener};
use crate::net::Dialler;
use crate::session::Core;
use crate::session::close_reason::lost;
use crate::session::quiescence::TrackedRuntime;
use omni_channel::Closed;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use wacore::store::DevicePropsOverride;
use wacore::types::events::EventHandler;
use waproto::whatsapp::device_props::PlatformType;
use whatsapp_rust::store::commands::DeviceCommand;
use whatsapp_rust::store::persistence_manager::PersistenceManager;
use whatsapp_rust::{CacheConfig, CacheEntryConfig, Client};

/// Credentials are flushed when they change; this is for counters.
const SAVE_INTERVAL: Duration = Duration::from_secs(30);

pub(super) async fn client(core: &Arc<Core>) -> Result<Arc<Client>, Closed> {
    let network = &core.network;
    let limit = core.options.version_timeout;
    let version = match network.version.current(&core.http, limit).await {
        Ok(version) => version,
        Err(failure) => return Err(unversioned(core, failure).await),
    };
    let unreadable = |_| lost("the session's stored state could not be read");
    let store = Arc::clone(&core.store);
    let persistence = Arc::new(PersistenceManager::new(store).await.map_err(unreadable)?);
    let name =
        core.settings.device_name.clone().unwrap_or_else(|| core.options.device_name.clone());
    let platform = core.settings.platform.unwrap_or(PlatformType::DESKTOP);
    let props = DevicePropsOverride::new().with_os(name).with_platform_type(platform);
    persistence.process_command(DeviceCommand::SetDeviceProps(props)).await;
    let proxy = core.context.proxy.clone();
    let dialler = Dialler::new(&network.url, &network.connector, proxy, Arc::clone(&core.vitals));
    let client = Client::builder()
        .with_runtime(TrackedRuntime(Arc::clone(&core.quiescence)))
        .with_persistence_manager(persistence)
        .with_transport_factory(dialler)
        .with_http_client_arc(Arc::clone(&core.http) as _)
        .with_version_override(version)
        .with_cache_config(caches())
        .with_wanted_pre_key_count(core.options.pre_key_count)
        .with_skip_history_sync(!core.options.history)
        .with_background_saver_interval(SAVE_INTERVAL)
        .with_inbound_durability_hook(Hook { core: Arc::clone(core) })
        .build()
        .await
        .map_err(|_| lost("the session could not be set up over its stored state"))?
        .into_client();
    // One attempt per run: the supervisor schedules the next, for all sessions together.
    client.enable_auto_reconnect.store(false, Ordering::Relaxed);
    let listener = Listener { core: Arc::clone(core) };
    client.subscribe(listener.interest(), Arc::new(listener)).detach();
    Ok(client)
}

/// Why the version is unknown: the proxy's own answer, where it is the cause.
async fn unversioned(core: &Core, failure: String) -> Closed {
    if let Some(proxy) = &core.context.proxy
        && let Some(error) = core.network.proxy_error(proxy).await
    {
        return lost(format!("WhatsApp cannot be reached: {error}"));
    }
    lost(failure)
}

/// Bounds for one session among hundreds. Entries cost memory only when used.
fn caches() -> CacheConfig {
    let hour = Some(Duration::from_hours(1));
    CacheConfig {
        group_cache: CacheEntryConfig::new(hour, 100),
        device_registry_cache: CacheEntryConfig::new(hour, 1_000),
        undecryptable_dispatched: CacheEntryConfig::new(Some(Duration::from_mins(5)), 256),
        sender_key_devices_cache: CacheEntryConfig::new(hour, 100),
        session_locks_capacity: 2_000,
        chat_lanes_capacity: 1_000,
        // Phones request a message again for days; the rows are pruned by the library.
        sent_message_ttl_secs: 24 * 3600,
        ..CacheConfig::default()
    }
}
