use super::path::TurnPath;
use super::views::TurnDetailsView;
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::{App, turns};
use omni_domain::access::Scope;
use omni_http::{ApiPath, Auth, Endpoint, Failure};

pub(crate) const ENDPOINT: Endpoint =
    Endpoint::scope(Scope::MessagesSend).fails(&[Failure::NotFound, Failure::Conflict]);

/// Cancel turn
///
/// A running agent request is abandoned, and no more parts of an answer are queued. Cancelling
/// twice is not an error.
#[utoipa::path(
    post,
    path = "/turns/{id}/cancel",
    tag = "turns",
    params(TurnPath),
    responses((status = 200, body = TurnDetailsView))
)]
pub(crate) async fn cancel_turn(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<TurnPath>,
) -> Reply<TurnDetailsView> {
    Ok(Json(turns::cancel(&app, &caller, path.id).await?.into()))
}
