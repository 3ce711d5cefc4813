use crate::shapes::Time;
use omni_app::analytics::{GroupName, Item, Measures, Percentiles, Report, Slice};
use serde::Serialize;
use utoipa::ToSchema;

/// The statistics of a period.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AnalyticsReportView {
    /// The beginning of the period: `since`, at the whole quarter of an hour before it.
    since: Time,
    /// The end of the period: `until`, at the whole quarter of an hour after it.
    until: Time,
    /// What the period is divided into.
    bucket: &'static str,
    /// The time zone of hours and days.
    #[schema(example = "America/Sao_Paulo")]
    time_zone: String,
    /// What the figures are grouped by.
    group_by: &'static str,
    /// Of the whole period.
    total: AnalyticsFiguresView,
    /// Of each group over the whole period, the fifty with the most first; empty without groups.
    groups: Vec<AnalyticsGroupView>,
    /// Of each hour or day, in order: of every one without groups, else of each group that has any.
    items: Vec<AnalyticsItemView>,
    /// Models whose tokens have no price in the setting `agents.prices`, because of which a cost may be
    /// null; at most twenty.
    unpriced_models: Vec<String>,
}

/// The figures of a period, or of a part of it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AnalyticsFiguresView {
    /// Messages received; null by agent.
    messages_received: Option<i64>,
    /// Messages that the network accepted; null by agent.
    messages_sent: Option<i64>,
    /// Messages that the network did not accept; null by agent.
    messages_failed: Option<i64>,
    /// Turns that an agent answered.
    answered: i64,
    /// Turns in which an agent chose not to answer.
    silent: i64,
    /// Turns that should have been answered and were not; one that is retried counts again.
    failed: i64,
    /// Percent of the turns that did not fail; null without turns.
    #[schema(example = 98.21)]
    success_rate: Option<f64>,
    /// How long agents took; null where no time is known.
    latency_ms: Option<AnalyticsLatencyView>,
    /// Input tokens that agents reported.
    input_tokens: i64,
    /// Output tokens that agents reported.
    output_tokens: i64,
    /// What the tokens cost at the present prices of the setting `agents.prices`; null without tokens,
    /// and if any of their models has no price.
    #[schema(example = 1.25)]
    cost: Option<f64>,
}

/// Milliseconds from the request to an agent until the end of its answer, which so many percent of the
/// answers did not exceed. From a histogram: within 1/32 of the exact value.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AnalyticsLatencyView {
    /// Half of the answers.
    #[schema(example = 1800)]
    p50: i64,
    /// Nine of ten.
    #[schema(example = 4200)]
    p90: i64,
    /// All but one of a hundred.
    #[schema(example = 9000)]
    p99: i64,
}

/// An instance, a network or an agent.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AnalyticsGroupNameView {
    /// The id of the instance or agent, or the network; null for answers whose agent was not recorded, and
    /// for the rest.
    id: Option<String>,
    /// Its name; null if it was deleted.
    name: Option<String>,
    /// Whether these are all groups that have no line of their own.
    is_rest: bool,
}

/// The figures of a group.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AnalyticsGroupView {
    group: AnalyticsGroupNameView,
    figures: AnalyticsFiguresView,
}

/// The figures of an hour or a day, or of a group in it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AnalyticsItemView {
    /// Its beginning.
    start: Time,
    /// Its end.
    end: Time,
    /// The group; null without groups.
    group: Option<AnalyticsGroupNameView>,
    figures: AnalyticsFiguresView,
}

impl From<Percentiles> for AnalyticsLatencyView {
    fn from(latency: Percentiles) -> Self {
        Self { p50: latency.p50, p90: latency.p90, p99: latency.p99 }
    }
}

impl From<Measures> for AnalyticsFiguresView {
    fn from(measures: Measures) -> Self {
        Self {
            messages_received: measures.received,
            messages_sent: measures.sent,
            messages_failed: measures.send_failed,
            answered: measures.answered,
            silent: measures.silent,
            failed: measures.failed,
            success_rate: measures.success_rate,
            latency_ms: measures.latency.map(AnalyticsLatencyView::from),
            input_tokens: measures.input_tokens,
            output_tokens: measures.output_tokens,
            cost: measures.cost,
        }
    }
}

impl From<GroupName> for AnalyticsGroupNameView {
    fn from(group: GroupName) -> Self {
        Self { id: group.id, name: group.name, is_rest: group.is_rest }
    }
}

impl From<Slice> for AnalyticsGroupView {
    fn from(slice: Slice) -> Self {
        Self { group: slice.group.into(), figures: slice.measures.into() }
    }
}

impl From<Item> for AnalyticsItemView {
    fn from(item: Item) -> Self {
        Self {
            start: item.start.into(),
            end: item.end.into(),
            group: item.group.map(AnalyticsGroupNameView::from),
            figures: item.measures.into(),
        }
    }
}

impl From<Report> for AnalyticsReportView {
    fn from(report: Report) -> Self {
        Self {
            since: report.since.into(),
            until: report.until.into(),
            bucket: report.bucket.as_str(),
            time_zone: report.time_zone,
            group_by: report.group.as_str(),
            total: report.total.into(),
            groups: report.groups.into_iter().map(AnalyticsGroupView::from).collect(),
            items: report.items.into_iter().map(AnalyticsItemView::from).collect(),
            unpriced_models: report.unpriced_models,
        }
    }
}
