use super::ServicePath;
use crate::choices::LevelChoice;
use crate::logs::{LogListView, LogTextLevel, MAX_LINES, lines};
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::logs::LogSelection;
use omni_app::{App, services};
use omni_domain::Timestamp;
use omni_http::{ApiPath, ApiQuery, Auth, Endpoint, Failure};
use serde::Deserialize;
use utoipa::IntoParams;

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ServiceLogParams {
    /// Minimum level: `debug`, `info`, `warn` or `error`.
    #[serde(default)]
    #[param(inline, value_type = Option<LevelChoice>, example = "info")]
    level: LogTextLevel,
    /// From this time on.
    #[param(value_type = Option<crate::shapes::Time>)]
    since: Option<Timestamp>,
    /// Maximum number of lines, the newest.
    #[param(minimum = 1, maximum = 10_000, default = 500)]
    limit: Option<usize>,
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::operator().fails(&[Failure::NotFound]);

/// Get service logs
///
/// The newest lines of one service, oldest first.
#[utoipa::path(
    get,
    path = "/services/{name}/logs",
    tag = "services",
    params(ServicePath, ServiceLogParams),
    responses((status = 200, body = LogListView))
)]
pub(crate) async fn list_service_logs(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<ServicePath>,
    ApiQuery(query): ApiQuery<ServiceLogParams>,
) -> Reply<LogListView> {
    let limit = lines(query.limit, MAX_LINES)?;
    let selection =
        LogSelection { level: query.level.0, since: query.since, ..LogSelection::default() };
    let found = services::logs(&app, &caller, &path.name, selection, limit)?;
    Ok(Json(LogListView::of(&app, &found)))
}
