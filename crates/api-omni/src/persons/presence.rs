use super::PersonPath;
use super::views::PresenceView;
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::{App, persons};
use omni_domain::access::Scope;
use omni_http::{ApiPath, Auth, Endpoint, Failure};

pub(crate) const ENDPOINT: Endpoint =
    Endpoint::scope(Scope::PersonsRead).fails(&[Failure::NotFound]);

/// Get person presence
///
/// A key limited to instances sees only the accounts on those instances.
#[utoipa::path(
    get,
    path = "/persons/{id}/presence",
    tag = "persons",
    params(PersonPath),
    responses((status = 200, body = PresenceView))
)]
pub(crate) async fn get_person_presence(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<PersonPath>,
) -> Reply<PresenceView> {
    Ok(Json(persons::presence(&app, &caller, path.id).await?.into()))
}
