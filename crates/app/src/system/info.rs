use super::{Info, count_instances};
use crate::app::App;
use crate::error::Error;
use omni_domain::Timestamp;

const DAY_MILLIS: i64 = 86_400_000;

/// Facts about the server.
pub async fn info(app: &App) -> Result<Info, Error> {
    let now = app.env.now();
    let midnight = Timestamp(now.millis() - now.millis().rem_euclid(DAY_MILLIS));
    let events = app.store.event_counts(None, midnight).await?;
    Ok(Info {
        version: app.version,
        environment: app.environment.clone(),
        uptime_seconds: now.since(app.started_at).as_secs(),
        instances: count_instances(app).await?,
        events_today: u64::try_from(events.today).unwrap_or_default(),
        events_total: u64::try_from(events.total).unwrap_or_default(),
    })
}
