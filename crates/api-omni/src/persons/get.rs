use super::PersonPath;
use super::views::PersonView;
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::{App, persons};
use omni_domain::access::Scope;
use omni_http::{ApiPath, Auth, Endpoint, Failure};

pub(crate) const ENDPOINT: Endpoint =
    Endpoint::scope(Scope::PersonsRead).fails(&[Failure::NotFound]);

/// Get person
#[utoipa::path(
    get,
    path = "/persons/{id}",
    tag = "persons",
    params(PersonPath),
    responses((status = 200, body = PersonView))
)]
pub(crate) async fn get_person(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<PersonPath>,
) -> Reply<PersonView> {
    Ok(Json(persons::get(&app, &caller, path.id).await?.into()))
}
