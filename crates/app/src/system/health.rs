use super::{BusCheck, DiskState, Health, InstanceCounts, connected, stored_instances};
use crate::app::App;
use omni_domain::instance::ConnectionState;
use omni_storage::StorageError;
use std::collections::BTreeMap;
use std::time::Duration;
use tokio::sync::Mutex;
use tokio::time::Instant;

/// Health needs no credential and has no rate limit; the database is queried four times a second
/// at most.
const KEEP: Duration = Duration::from_millis(250);
/// Longest wait for the database: a load balancer waits for the answer as well.
const DATABASE_WAIT: Duration = Duration::from_secs(2);

/// The database's last response, and when.
#[derive(Debug, Default)]
pub struct LastCheck(Mutex<Option<(Instant, DatabaseCheck)>>);

#[derive(Debug, Clone)]
struct DatabaseCheck {
    round_trip: Result<f64, String>,
    instances: InstanceCounts,
}

/// Checks the parts: a database round trip (at most 250 ms ago), the bus, every channel.
pub async fn health(app: &App) -> Health {
    let now = app.env.now();
    let DatabaseCheck { round_trip: database, mut instances } = database(app).await;
    instances.connected = connected(app);
    let bus = app.bus.health().await;
    let bus = BusCheck { kind: bus.kind, ok: bus.ok, streams: bus.streams };
    let mut channels: BTreeMap<_, String> =
        app.channels.keys().map(|kind| (*kind, "ok".to_owned())).collect();
    for live in app.sessions.held() {
        let status = live.status();
        if status.state == ConnectionState::Error {
            channels.insert(live.meta().channel, "error".to_owned());
        }
    }
    let disk = super::disk(app).await;
    let status = match (
        &database,
        disk == DiskState::Fine && bus.ok && channels.values().all(|state| state == "ok"),
    ) {
        (Err(_), _) => "unhealthy",
        _ if app.is_leaving() => "unhealthy",
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
        disk,
        channels,
        instances,
        nodes: app.sessions.nodes(),
    }
}

/// One request at a time queries the database; the others share its result.
async fn database(app: &App) -> DatabaseCheck {
    let mut last = app.last_check.0.lock().await;
    if let Some((at, check)) = &*last
        && at.elapsed() < KEEP
    {
        return check.clone();
    }
    let began = Instant::now();
    let asked = tokio::time::timeout(DATABASE_WAIT, stored_instances(app)).await;
    let check = match asked.unwrap_or_else(|_| Err(StorageError::Unavailable.into())) {
        Ok(instances) => {
            let round_trip = Ok(began.elapsed().as_secs_f64() * 1000.0);
            DatabaseCheck { round_trip, instances }
        }
        Err(error) => {
            tracing::error!(%error, "health: the database does not answer");
            let round_trip = Err("the database does not answer".to_owned());
            DatabaseCheck { round_trip, instances: InstanceCounts::default() }
        }
    };
    *last = Some((Instant::now(), check.clone()));
    check
}
