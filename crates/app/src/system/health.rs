use super::{BusCheck, Health, count_instances};
use crate::app::App;
use omni_domain::instance::ConnectionState;
use std::collections::BTreeMap;

/// Checks the parts now: a database round trip, the bus, every channel.
pub async fn health(app: &App) -> Health {
    let now = app.env.now();
    let database = match app.store.ping().await {
        Ok(took) => Ok(took.as_secs_f64() * 1000.0),
        Err(error) => {
            tracing::error!(%error, "health: the database does not answer");
            Err("the database does not answer".to_owned())
        }
    };
    let bus = app.bus.health().await;
    let bus = BusCheck { kind: bus.kind, ok: bus.ok, streams: bus.streams };
    let mut channels: BTreeMap<_, String> =
        app.channels.keys().map(|kind| (*kind, "ok".to_owned())).collect();
    for live in app.sessions.all() {
        let status = live.status();
        if status.state == ConnectionState::Error {
            channels.insert(live.meta().channel, "error".to_owned());
        }
    }
    let instances = count_instances(app).await.unwrap_or_default();
    let status = match (&database, bus.ok && channels.values().all(|state| state == "ok")) {
        (Err(_), _) => "unhealthy",
        (Ok(_), false) => "degraded",
        (Ok(_), true) => "healthy",
    };
    Health {
        status,
        version: app.version,
        uptime_seconds: now.since(app.started_at).as_secs(),
        timestamp: now,
        database,
        bus,
        channels,
        instances,
    }
}
