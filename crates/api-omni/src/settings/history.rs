use super::path::SettingPath;
use super::views::SettingHistoryView;
use crate::shapes::{Reply, Time};
use axum::Json;
use axum::extract::State;
use omni_app::{App, settings};
use omni_domain::Timestamp;
use omni_domain::access::Scope;
use omni_http::{ApiError, ApiPath, ApiQuery, Auth, Endpoint, Failure};
use serde::Deserialize;
use utoipa::IntoParams;

const DEFAULT_LIMIT: u32 = 50;
const MAX_LIMIT: u32 = 100;

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub(crate) struct HistoryQuery {
    /// Maximum number of rows.
    #[param(minimum = 1, maximum = 100, default = 50)]
    limit: Option<u32>,
    /// From this time on.
    #[param(value_type = Option<Time>)]
    since: Option<Timestamp>,
}

pub(crate) const ENDPOINT: Endpoint =
    Endpoint::scope(Scope::SettingsRead).fails(&[Failure::NotFound]);

/// Get setting history
///
/// Newest first; the newest thousand changes of a setting are kept.
#[utoipa::path(
    get,
    path = "/settings/{key}/history",
    tag = "settings",
    params(SettingPath, HistoryQuery),
    responses((status = 200, body = SettingHistoryView))
)]
pub(crate) async fn list_setting_history(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<SettingPath>,
    ApiQuery(query): ApiQuery<HistoryQuery>,
) -> Reply<SettingHistoryView> {
    let limit = query.limit.unwrap_or(DEFAULT_LIMIT);
    if !(1..=MAX_LIMIT).contains(&limit) {
        return Err(ApiError::invalid("limit", format!("must be from 1 to {MAX_LIMIT}")));
    }
    Ok(Json(settings::history(&app, &caller, &path.key, query.since, limit).await?.into()))
}
