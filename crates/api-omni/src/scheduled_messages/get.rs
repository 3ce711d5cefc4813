use super::ScheduledMessagePath;
use super::views::ScheduledMessageView;
use crate::shapes::{Tagged, TaggedReply};
use axum::extract::State;
use omni_app::{App, scheduled_messages};
use omni_domain::access::Scope;
use omni_http::{ApiPath, Auth, Endpoint, Failure};

pub(crate) const ENDPOINT: Endpoint =
    Endpoint::scope(Scope::MessagesRead).fails(&[Failure::NotFound]);

/// Get scheduled message
#[utoipa::path(
    get,
    path = "/scheduled-messages/{id}",
    tag = "scheduled-messages",
    params(ScheduledMessagePath),
    responses((status = 200, body = ScheduledMessageView))
)]
pub(crate) async fn get_scheduled_message(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<ScheduledMessagePath>,
) -> TaggedReply<ScheduledMessageView> {
    let one = scheduled_messages::get(&app, &caller, path.id).await?;
    Ok(Tagged::new(scheduled_messages::tag(&one), one.into()))
}
