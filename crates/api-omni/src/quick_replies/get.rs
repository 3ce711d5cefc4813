use super::QuickReplyPath;
use super::views::QuickReplyView;
use crate::shapes::{Tagged, TaggedReply};
use axum::extract::State;
use omni_app::{App, quick_replies};
use omni_domain::access::Scope;
use omni_http::{ApiPath, Auth, Endpoint, Failure};

pub(crate) const ENDPOINT: Endpoint =
    Endpoint::scope(Scope::MessagesRead).fails(&[Failure::NotFound]);

/// Get quick reply
#[utoipa::path(
    get,
    path = "/quick-replies/{id}",
    tag = "quick-replies",
    params(QuickReplyPath),
    responses((status = 200, body = QuickReplyView))
)]
pub(crate) async fn get_quick_reply(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<QuickReplyPath>,
) -> TaggedReply<QuickReplyView> {
    let reply = quick_replies::get(&app, &caller, path.id).await?;
    Ok(Tagged::new(quick_replies::tag(&reply), reply.into()))
}
