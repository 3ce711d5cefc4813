use super::QuickReplyPath;
use super::requests::UpdateQuickReplyRequest;
use super::views::QuickReplyView;
use crate::shapes::{IfMatchHeader, Tagged, TaggedReply};
use axum::extract::State;
use omni_app::quick_replies::QuickReplyPatch;
use omni_app::{App, quick_replies};
use omni_domain::access::Scope;
use omni_http::{ApiJson, ApiPath, Auth, Endpoint, Failure, IfMatch};

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::MessagesSend)
    .fails(&[Failure::NotFound, Failure::Stale])
    .explains(&[(Failure::Conflict, "Another one has this shortcut.")]);

/// Update quick reply
#[utoipa::path(
    patch,
    path = "/quick-replies/{id}",
    tag = "quick-replies",
    params(QuickReplyPath, IfMatchHeader),
    request_body = UpdateQuickReplyRequest,
    responses((status = 200, body = QuickReplyView))
)]
pub(crate) async fn update_quick_reply(
    State(app): State<App>,
    Auth(caller): Auth,
    IfMatch(precondition): IfMatch,
    ApiPath(path): ApiPath<QuickReplyPath>,
    ApiJson(body): ApiJson<UpdateQuickReplyRequest>,
) -> TaggedReply<QuickReplyView> {
    let patch = QuickReplyPatch { precondition, ..body.into() };
    let reply = quick_replies::update(&app, &caller, path.id, patch).await?;
    Ok(Tagged::new(quick_replies::tag(&reply), reply.into()))
}
