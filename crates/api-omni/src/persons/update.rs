use super::PersonPath;
use super::views::PersonView;
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::{App, persons};
use omni_domain::access::Scope;
use omni_http::{ApiJson, ApiPath, Auth, Endpoint, Failure};
use serde::Deserialize;
use utoipa::ToSchema;

/// A correction of a person.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct UpdatePersonRequest {
    /// The name, at most 200 characters.
    #[schema(min_length = 1, max_length = 200, example = "Ann Lee")]
    display_name: String,
}

pub(crate) const ENDPOINT: Endpoint =
    Endpoint::scope(Scope::PersonsWrite).fails(&[Failure::NotFound]);

/// Update person
///
/// Sets the name; those of the accounts stay as the networks report them. The person's history shows
/// the change. A key for some instances needs all of the person's accounts to be there.
#[utoipa::path(
    patch,
    path = "/persons/{id}",
    tag = "persons",
    params(PersonPath),
    request_body = UpdatePersonRequest,
    responses((status = 200, body = PersonView))
)]
pub(crate) async fn update_person(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<PersonPath>,
    ApiJson(body): ApiJson<UpdatePersonRequest>,
) -> Reply<PersonView> {
    Ok(Json(persons::rename(&app, &caller, path.id, &body.display_name).await?.into()))
}
