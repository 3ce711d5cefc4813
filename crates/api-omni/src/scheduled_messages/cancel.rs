use super::ScheduledMessagePath;
use crate::shapes::{IfMatchHeader, Reply, Success};
use axum::extract::State;
use omni_app::{App, scheduled_messages};
use omni_domain::access::Scope;
use omni_http::{ApiPath, Auth, Endpoint, Failure, IfMatch};

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::MessagesSend)
    .fails(&[Failure::NotFound, Failure::Stale])
    .explains(&[(Failure::Conflict, "It does not wait any more.")]);

/// Cancel scheduled message
///
/// It can be read as `cancelled` for a while.
#[utoipa::path(
    delete,
    path = "/scheduled-messages/{id}",
    tag = "scheduled-messages",
    params(ScheduledMessagePath, IfMatchHeader),
    responses((status = 200, body = Success))
)]
pub(crate) async fn cancel_scheduled_message(
    State(app): State<App>,
    Auth(caller): Auth,
    IfMatch(precondition): IfMatch,
    ApiPath(path): ApiPath<ScheduledMessagePath>,
) -> Reply<Success> {
    scheduled_messages::cancel(&app, &caller, path.id, precondition).await?;
    Ok(Success::reply())
}
