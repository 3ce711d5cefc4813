use crate::app::App;
use crate::authorization;
use crate::error::{Error, Field};
use omni_domain::Timestamp;
use omni_domain::access::{Caller, Scope};
use omni_domain::event::EventType;
use omni_domain::ids::InstanceId;
use omni_domain::page::PageRequest;
use omni_storage::{EventFigures, EventSums, FigureQuery, InstanceFilter};
use std::collections::BTreeMap;
use std::time::Duration;

/// The default period.
const DEFAULT_SPAN: Duration = Duration::from_hours(24);
/// Hours of a chart: the latest year.
const MAX_HOURS: usize = 24 * 366;
/// An inbound or outbound message is counted by the event that reports its outcome.
const MESSAGES: &[EventType] =
    &[EventType::MessageReceived, EventType::MessageSent, EventType::MessageFailed];

/// Which messages are counted.
#[derive(Debug, Clone, Copy, Default)]
pub struct AnalyticsQuery {
    /// Not before; without it, 24 hours before the end.
    pub since: Option<Timestamp>,
    /// Before; without it, now.
    pub until: Option<Timestamp>,
    /// Only this instance.
    pub instance_id: Option<InstanceId>,
    /// All that is stored, without regard to the times.
    pub all_time: bool,
}

/// Totals of messages. A message is received, sent or failed; it is a failure if the network did
/// not accept it, or if no agent answered it although one should have.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Analytics {
    /// Messages received, sent and failed.
    pub total: i64,
    /// Those that did not fail.
    pub successful: i64,
    /// Those that did.
    pub failed: i64,
    /// Percent, two decimals; 0 without messages.
    pub success_rate: f64,
    /// Milliseconds from a message's acceptance until it was answered or accepted by the network.
    pub processing_ms: f64,
    /// Milliseconds an agent took.
    pub agent_ms: f64,
    /// Messages by content.
    pub message_types: BTreeMap<&'static str, i64>,
    /// Failures by stage.
    pub error_stages: BTreeMap<&'static str, i64>,
    /// Messages by the instance's name.
    pub instances: BTreeMap<String, i64>,
    /// Messages by hour, for hours that had any.
    pub by_hour: Vec<HourFigure>,
}

/// An hour of messages.
#[derive(Debug, Clone, PartialEq)]
pub struct HourFigure {
    /// The beginning of the hour.
    pub hour: Timestamp,
    /// Messages.
    pub count: i64,
    /// Percent that did not fail.
    pub success_rate: f64,
}

/// Computes totals of messages.
pub async fn analytics(
    app: &App,
    caller: &Caller,
    query: AnalyticsQuery,
) -> Result<Analytics, Error> {
    authorization::require(caller, Scope::EventsRead)?;
    if let Some(instance) = query.instance_id {
        authorization::require_instance(caller, instance)?;
    }
    let (since, until) = span(app, query)?;
    let wanted = FigureQuery {
        instance_ids: query.instance_id.map(|id| vec![id]).or_else(|| caller.instance_ids.clone()),
        event_types: MESSAGES
            .iter()
            .copied()
            .chain([EventType::AgentError, EventType::AgentResponse])
            .collect(),
        since,
        until,
    };
    let figures = app.store.event_figures(caller.tenant_id, &wanted).await?;
    let names = names(app, caller, &figures).await?;
    Ok(summarise(&figures, &names))
}

fn span(app: &App, query: AnalyticsQuery) -> Result<(Option<Timestamp>, Option<Timestamp>), Error> {
    if query.all_time {
        return Ok((None, None));
    }
    let now = app.env.now();
    let end = query.until.unwrap_or(now);
    let since = query.since.unwrap_or_else(|| end.minus(DEFAULT_SPAN));
    if query.until.is_some_and(|until| until <= since) {
        return Err(Error::invalid(Field::PeriodEnd, "must be after `since`"));
    }
    // No event is newer than now, and a whole hour costs less than a part of one.
    Ok((Some(since), query.until.filter(|until| *until <= now)))
}

async fn names(
    app: &App,
    caller: &Caller,
    figures: &EventFigures,
) -> Result<BTreeMap<InstanceId, String>, Error> {
    let mut ids: Vec<InstanceId> = figures.kinds.keys().filter_map(|(id, ..)| *id).collect();
    ids.dedup();
    let mut names = BTreeMap::new();
    // A number of values that a statement takes without trouble.
    for some in ids.chunks(500) {
        let filter = InstanceFilter { ids: Some(some.to_vec()), ..InstanceFilter::default() };
        let page = PageRequest::first(500);
        let page = app.store.list_instances(caller.tenant_id, &filter, page).await?;
        names.extend(page.items.into_iter().map(|instance| (instance.id, instance.name)));
    }
    Ok(names)
}

fn summarise(figures: &EventFigures, names: &BTreeMap<InstanceId, String>) -> Analytics {
    let mut all = Tally::default();
    let mut result = Analytics::default();
    for ((instance, kind, content), sums) in &figures.kinds {
        all.count(*kind, sums);
        if let Some(stage) = stage(*kind)
            && sums.failures > 0
        {
            *result.error_stages.entry(stage).or_default() += sums.failures;
        }
        if !MESSAGES.contains(kind) || sums.events == 0 {
            continue;
        }
        if let Some(content) = content {
            *result.message_types.entry(content.as_str()).or_default() += sums.events;
        }
        if let Some(id) = instance {
            let name = names.get(id).cloned().unwrap_or_else(|| id.to_string());
            *result.instances.entry(name).or_default() += sums.events;
        }
    }
    result.total = all.messages;
    result.failed = all.failures;
    result.successful = all.successful();
    result.success_rate = all.success_rate();
    result.processing_ms = mean(all.sums.processing_ms, all.sums.processed);
    result.agent_ms = mean(all.sums.agent_ms, all.sums.answered);
    result.by_hour = by_hour(figures);
    result
}

fn by_hour(figures: &EventFigures) -> Vec<HourFigure> {
    let mut hours: BTreeMap<Timestamp, Tally> = BTreeMap::new();
    for ((hour, kind), sums) in &figures.hours {
        hours.entry(*hour).or_default().count(*kind, sums);
    }
    let busy = hours.into_iter().filter(|(_, tally)| tally.messages > 0 || tally.failures > 0);
    let mut hours: Vec<HourFigure> = busy
        .map(|(hour, tally)| HourFigure {
            hour,
            count: tally.messages,
            success_rate: tally.success_rate(),
        })
        .collect();
    hours.drain(..hours.len().saturating_sub(MAX_HOURS));
    hours
}

const fn stage(kind: EventType) -> Option<&'static str> {
    match kind {
        EventType::MessageFailed => Some("channel_send"),
        EventType::AgentError => Some("agent_request"),
        _ => None,
    }
}

#[derive(Debug, Default)]
struct Tally {
    messages: i64,
    failures: i64,
    sums: EventSums,
}

impl Tally {
    fn count(&mut self, kind: EventType, sums: &EventSums) {
        if MESSAGES.contains(&kind) {
            self.messages += sums.events;
        }
        self.failures += sums.failures;
        self.sums.add(*sums);
    }

    /// A failure may be counted in a later period than its message.
    const fn successful(&self) -> i64 {
        if self.failures < self.messages { self.messages - self.failures } else { 0 }
    }

    fn success_rate(&self) -> f64 {
        if self.messages == 0 {
            return 0.0;
        }
        round(100.0 * as_float(self.successful()) / as_float(self.messages), 100.0)
    }
}

fn mean(sum: i64, count: i64) -> f64 {
    if count <= 0 {
        return 0.0;
    }
    round(as_float(sum) / as_float(count), 10.0)
}

fn round(value: f64, parts: f64) -> f64 {
    (value * parts).round() / parts
}

#[expect(clippy::cast_precision_loss, reason = "counts and milliseconds stay far below 2^53")]
const fn as_float(count: i64) -> f64 {
    count as f64
}
