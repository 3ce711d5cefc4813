use super::views::EventView;
use crate::shapes::{ListView, Reply};
use axum::Json;
use axum::extract::State;
use omni_app::{App, events};
use omni_domain::access::Scope;
use omni_domain::ids::InstanceId;
use omni_http::{ApiPath, ApiQuery, Auth, Endpoint, PageParams, PageQuery};
use serde::Deserialize;
use utoipa::IntoParams;

#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Path)]
pub(crate) struct SenderPath {
    /// A phone number, or an address on a channel (`5511999998888@s.whatsapp.net`).
    sender_id: String,
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", default)]
#[into_params(parameter_in = Query)]
pub(crate) struct SenderQuery {
    /// Only this instance.
    #[param(value_type = Option<Uuid>)]
    instance_id: Option<InstanceId>,
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::EventsRead);

/// Get events by phone/platform user ID
///
/// The events of a sender, newest first; an empty list if the sender is not known.
#[utoipa::path(
    get,
    path = "/events/by-sender/{senderId}",
    tag = "events",
    params(SenderPath, SenderQuery, PageParams),
    responses((status = 200, body = ListView<EventView>))
)]
pub(crate) async fn list_events_by_sender(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<SenderPath>,
    ApiQuery(query): ApiQuery<SenderQuery>,
    PageQuery(page): PageQuery,
) -> Reply<ListView<EventView>> {
    let list = events::by_sender(&app, &caller, &path.sender_id, query.instance_id, page).await?;
    Ok(Json(EventView::list(&app, list).await?))
}
