use super::requests::UpdateViewRequest;
use super::views::SavedViewView;
use super::{OF_A_KEY, ViewPath};
use crate::shapes::{IfMatchHeader, Tagged, TaggedReply};
use axum::extract::State;
use omni_app::views::ViewPatch;
use omni_app::{App, views};
use omni_domain::access::Scope;
use omni_http::{ApiJson, ApiPath, Auth, Endpoint, Failure, IfMatch};

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::MessagesRead)
    .fails(&[Failure::NotFound, Failure::Stale])
    .explains(&[OF_A_KEY, (Failure::Conflict, "Another one has this name.")]);

/// Update view
#[utoipa::path(
    patch,
    path = "/views/{id}",
    tag = "views",
    params(ViewPath, IfMatchHeader),
    request_body = UpdateViewRequest,
    responses((status = 200, body = SavedViewView))
)]
pub(crate) async fn update_view(
    State(app): State<App>,
    Auth(caller): Auth,
    IfMatch(precondition): IfMatch,
    ApiPath(path): ApiPath<ViewPath>,
    ApiJson(body): ApiJson<UpdateViewRequest>,
) -> TaggedReply<SavedViewView> {
    let patch = ViewPatch { precondition, ..body.into() };
    let view = views::update(&app, &caller, path.id, patch).await?;
    Ok(Tagged::new(views::tag(&view), view.into()))
}
