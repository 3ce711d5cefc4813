use super::csv;
use super::views::AnalyticsReportView;
use crate::choices::{AnalyticsFormatChoice, DivisionChoice, GroupingChoice};
use crate::shapes::Time;
use axum::Json;
use axum::extract::State;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use omni_app::App;
use omni_app::analytics::{self, MeasureQuery};
use omni_domain::Timestamp;
use omni_domain::access::Scope;
use omni_domain::figures::{Division, Grouping};
use omni_domain::ids::InstanceId;
use omni_http::{ApiError, ApiQuery, Auth, Endpoint};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use std::borrow::Cow;
use utoipa::IntoParams;

/// How the statistics are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AnalyticsFormat {
    Json,
    Csv,
}

impl AnalyticsFormat {
    /// The names in requests.
    pub(crate) const NAMES: &'static [&'static str] = &["json", "csv"];
}

impl<'de> Deserialize<'de> for AnalyticsFormat {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match &*<Cow<'de, str>>::deserialize(deserializer)? {
            "json" => Ok(Self::Json),
            "csv" => Ok(Self::Csv),
            other => Err(D::Error::unknown_variant(other, Self::NAMES)),
        }
    }
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", default)]
#[into_params(parameter_in = Query)]
pub(crate) struct AnalyticsReportParams {
    /// From this time on; without it, 24 hours before the end.
    #[param(value_type = Option<Time>)]
    since: Option<Timestamp>,
    /// Before this time; without it, now.
    #[param(value_type = Option<Time>)]
    until: Option<Timestamp>,
    /// What the period is divided into: hours (at most 31 days) or days (at most 366). Without it, hours
    /// up to seven days.
    #[param(inline, value_type = Option<DivisionChoice>)]
    bucket: Option<Division>,
    /// The IANA name of the time zone of hours and days; without it, UTC.
    #[param(example = "America/Sao_Paulo")]
    time_zone: Option<String>,
    /// What the figures are grouped by.
    #[param(inline, value_type = Option<GroupingChoice>)]
    group_by: Option<Grouping>,
    /// Only of this instance.
    #[param(value_type = Option<Uuid>)]
    instance_id: Option<InstanceId>,
    /// `csv` is a table with the figures of each hour or day, for spreadsheets.
    #[param(inline, value_type = Option<AnalyticsFormatChoice>)]
    format: Option<AnalyticsFormat>,
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::EventsRead);

/// Get statistics
///
/// Messages, answers, answer times, tokens and their cost, by hour or day. They are counted with what
/// happens, by quarter of an hour: the ends of the period are rounded to those, and deleting messages or
/// events does not change them.
#[utoipa::path(
    get,
    path = "/analytics",
    tag = "events",
    params(AnalyticsReportParams),
    responses((status = 200, content(
        (AnalyticsReportView = "application/json"),
        (String = "text/csv")
    )))
)]
pub(crate) async fn get_analytics(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiQuery(query): ApiQuery<AnalyticsReportParams>,
) -> Result<Response, ApiError> {
    let wanted = MeasureQuery {
        since: query.since,
        until: query.until,
        bucket: query.bucket,
        time_zone: query.time_zone,
        instance_id: query.instance_id,
        group: query.group_by.unwrap_or(Grouping::None),
    };
    let report = analytics::measure(&app, &caller, wanted).await?;
    if query.format != Some(AnalyticsFormat::Csv) {
        return Ok(Json(AnalyticsReportView::from(report)).into_response());
    }
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8"),
        (CONTENT_DISPOSITION, "attachment; filename=\"analytics.csv\""),
    ];
    Ok((headers, csv::table(&report)).into_response())
}
