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

/// Retry turn
///
/// For a turn that failed or was cancelled. If the next turn is already gathering messages, it
/// takes over these messages, too, and is the one in the response.
#[utoipa::path(
    post,
    path = "/turns/{id}/retry",
    tag = "turns",
    params(TurnPath),
    responses((status = 200, body = TurnDetailsView))
)]
pub(crate) async fn retry_turn(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<TurnPath>,
) -> Reply<TurnDetailsView> {
    Ok(Json(turns::retry(&app, &caller, path.id).await?.into()))
}
