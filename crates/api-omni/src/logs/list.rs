use super::stream::stream_logs;
use super::views::{LogListView, LogTextLevel};
use super::{MAX_LINES, lines};
use crate::choices::LevelChoice;
use crate::ws::Handshake;
use axum::Json;
use axum::extract::{FromRequestParts, State};
use axum::http::header::UPGRADE;
use axum::http::request::Parts;
use axum::response::{IntoResponse as _, Response};
use omni_app::logs::{self, LogQuery};
use omni_app::{App, Caller};
use omni_domain::Timestamp;
use omni_domain::ids::InstanceId;
use omni_http::{ApiError, ApiQuery, Auth, Endpoint};
use serde::Deserialize;
use utoipa::IntoParams;

#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub(crate) struct LogParams {
    /// Only of these services; `*` is all.
    #[serde(default)]
    services: Vec<String>,
    /// Minimum level: `debug`, `info`, `warn` or `error`.
    #[serde(default)]
    #[param(inline, value_type = Option<LevelChoice>, example = "info")]
    level: LogTextLevel,
    /// Only about this instance.
    #[param(value_type = Option<Uuid>)]
    instance_id: Option<InstanceId>,
    /// From this time on.
    #[param(value_type = Option<crate::shapes::Time>)]
    since: Option<Timestamp>,
    /// Before this time.
    #[param(value_type = Option<crate::shapes::Time>)]
    until: Option<Timestamp>,
    /// Text in the message or its metadata, without regard to case.
    search: Option<String>,
    /// Maximum number of lines, the newest.
    #[param(minimum = 1, maximum = 10_000, default = 500)]
    limit: Option<usize>,
}

/// A request for lines, or for a WebSocket that streams them: the specification has both at this
/// path.
pub(crate) enum LogRequest {
    Lines(Caller),
    Stream(Box<Handshake>),
}

impl FromRequestParts<App> for LogRequest {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        if parts.headers.contains_key(UPGRADE) {
            let handshake = Handshake::from_request_parts(parts, app).await?;
            return Ok(Self::Stream(Box::new(handshake)));
        }
        let Auth(caller) = Auth::from_request_parts(parts, app).await?;
        Ok(Self::Lines(caller))
    }
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::operator();

/// Get logs
///
/// The newest lines of this server's log, oldest first. A WebSocket can be opened here too; its
/// protocol is that of `/ws/logs`.
#[utoipa::path(
    get,
    path = "/logs",
    tag = "services",
    params(LogParams),
    responses(
        (status = 200, body = LogListView),
        (status = 101, description = "Switched to the WebSocket protocol.")
    )
)]
pub(crate) async fn list_logs(
    State(app): State<App>,
    request: LogRequest,
    query: Result<ApiQuery<LogParams>, ApiError>,
) -> Result<Response, ApiError> {
    let caller = match request {
        LogRequest::Stream(handshake) => return stream_logs(State(app), *handshake).await,
        LogRequest::Lines(caller) => caller,
    };
    let ApiQuery(query) = query?;
    let limit = lines(query.limit, MAX_LINES)?;
    let query = LogQuery {
        services: query.services,
        level: query.level.0,
        instance: query.instance_id,
        since: query.since,
        until: query.until,
        search: query.search,
    };
    let found = logs::list(&app, &caller, query, limit)?;
    Ok(Json(LogListView::of(&app, &found)).into_response())
}
