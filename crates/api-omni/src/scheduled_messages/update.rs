use super::ScheduledMessagePath;
use super::requests::UpdateScheduledMessageRequest;
use super::views::ScheduledMessageView;
use crate::shapes::{IfMatchHeader, Tagged, TaggedReply};
use axum::extract::State;
use omni_app::scheduled_messages::ScheduledPatch;
use omni_app::{App, scheduled_messages};
use omni_domain::access::Scope;
use omni_http::{ApiJson, ApiPath, Auth, Endpoint, Failure, IfMatch};

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::MessagesSend)
    .fails(&[Failure::NotFound, Failure::Stale])
    .explains(&[(Failure::Conflict, "It does not wait any more.")]);

/// Update scheduled message
///
/// Its text, caption or time, while it is `scheduled`.
#[utoipa::path(
    patch,
    path = "/scheduled-messages/{id}",
    tag = "scheduled-messages",
    params(ScheduledMessagePath, IfMatchHeader),
    request_body = UpdateScheduledMessageRequest,
    responses((status = 200, body = ScheduledMessageView))
)]
pub(crate) async fn update_scheduled_message(
    State(app): State<App>,
    Auth(caller): Auth,
    IfMatch(precondition): IfMatch,
    ApiPath(path): ApiPath<ScheduledMessagePath>,
    ApiJson(body): ApiJson<UpdateScheduledMessageRequest>,
) -> TaggedReply<ScheduledMessageView> {
    let patch = ScheduledPatch { precondition, ..body.into() };
    let one = scheduled_messages::update(&app, &caller, path.id, patch).await?;
    Ok(Tagged::new(scheduled_messages::tag(&one), one.into()))
}
