use super::load;
use crate::app::App;
use crate::error::{Error, Field};
use omni_domain::Timestamp;
use omni_domain::access::{Caller, Scope};
use omni_domain::ids::WebhookEndpointId;
use omni_storage::WebhookHour;
use std::collections::HashMap;
use std::time::Duration;

/// Hours that are shown unless the caller asks for another number.
const DEFAULT_HOURS: u32 = 24;
/// Most of them: a week.
const MAX_HOURS: u32 = 7 * 24;
const HOUR: Duration = Duration::from_hours(1);

/// The attempts of one hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HealthHour {
    /// Its beginning.
    pub start: Timestamp,
    /// Attempts that delivered.
    pub delivered: u64,
    /// Attempts that failed.
    pub failed: u64,
    /// Milliseconds of an attempt on average; `None` without attempts.
    pub average_ms: Option<u64>,
    /// Milliseconds of the slowest attempt; `None` without attempts.
    pub slowest_ms: Option<u64>,
}

/// How the attempts of an endpoint ended recently.
#[derive(Debug, Clone)]
pub struct WebhookHealth {
    /// The beginning of the first hour.
    pub since: Timestamp,
    /// The end of the last hour, which is not over.
    pub until: Timestamp,
    /// Each hour of the period, the earliest first.
    pub hours: Vec<HealthHour>,
}

/// How the attempts of an endpoint ended in the last hours. Hours are those of UTC; the last one is the
/// present hour.
pub async fn health(
    app: &App,
    caller: &Caller,
    id: WebhookEndpointId,
    hours: Option<u32>,
) -> Result<WebhookHealth, Error> {
    let endpoint = load(app, caller, Scope::WebhooksRead, id).await?;
    let count = hours.unwrap_or(DEFAULT_HOURS);
    if !(1..=MAX_HOURS).contains(&count) {
        return Err(Error::invalid(
            Field::HealthHours,
            format!("give a number from 1 to {MAX_HOURS}"),
        ));
    }
    let length = i64::try_from(HOUR.as_millis()).unwrap_or(i64::MAX);
    let present = Timestamp(app.env.now().millis().div_euclid(length) * length);
    let (since, until) = (present.minus(HOUR * (count - 1)), present.plus(HOUR));
    let counted = app.store.webhook_hours(endpoint.id, since, until).await?;
    let counted: HashMap<i64, WebhookHour> =
        counted.into_iter().map(|hour| (hour.start.millis(), hour)).collect();
    let hours = (0..count).map(|number| {
        let start = since.plus(HOUR * number);
        shown(start, counted.get(&start.millis()))
    });
    Ok(WebhookHealth { since, until, hours: hours.collect() })
}

fn shown(start: Timestamp, counted: Option<&WebhookHour>) -> HealthHour {
    let Some(hour) = counted else {
        return HealthHour { start, delivered: 0, failed: 0, average_ms: None, slowest_ms: None };
    };
    let average_ms = hour.total_ms.checked_div(hour.delivered + hour.failed);
    HealthHour {
        start,
        delivered: hour.delivered,
        failed: hour.failed,
        average_ms,
        slowest_ms: average_ms.map(|_| hour.slowest_ms),
    }
}
