use super::path::TurnPath;
use super::views::TurnDetailsView;
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::{App, turns};
use omni_domain::access::Scope;
use omni_http::{ApiPath, Auth, Endpoint, Failure};

pub(crate) const ENDPOINT: Endpoint =
    Endpoint::scope(Scope::MessagesRead).fails(&[Failure::NotFound]);

/// Get turn
///
/// With its messages and those of its answer.
#[utoipa::path(
    get,
    path = "/turns/{id}",
    tag = "turns",
    params(TurnPath),
    responses((status = 200, body = TurnDetailsView))
)]
pub(crate) async fn get_turn(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<TurnPath>,
) -> Reply<TurnDetailsView> {
    Ok(Json(turns::get(&app, &caller, path.id).await?.into()))
}
