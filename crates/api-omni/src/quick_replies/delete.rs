use super::QuickReplyPath;
use crate::shapes::{IfMatchHeader, Reply, Success};
use axum::extract::State;
use omni_app::{App, quick_replies};
use omni_domain::access::Scope;
use omni_http::{ApiPath, Auth, Endpoint, Failure, IfMatch};

pub(crate) const ENDPOINT: Endpoint =
    Endpoint::scope(Scope::MessagesSend).fails(&[Failure::NotFound, Failure::Stale]);

/// Delete quick reply
#[utoipa::path(
    delete,
    path = "/quick-replies/{id}",
    tag = "quick-replies",
    params(QuickReplyPath, IfMatchHeader),
    responses((status = 200, body = Success))
)]
pub(crate) async fn delete_quick_reply(
    State(app): State<App>,
    Auth(caller): Auth,
    IfMatch(precondition): IfMatch,
    ApiPath(path): ApiPath<QuickReplyPath>,
) -> Reply<Success> {
    quick_replies::delete(&app, &caller, path.id, precondition).await?;
    Ok(Success::reply())
}
