use super::views::PersonView;
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::{App, persons};
use omni_domain::access::Scope;
use omni_domain::ids::IdentityId;
use omni_http::{ApiJson, Auth, Endpoint, Failure};
use serde::Deserialize;
use utoipa::ToSchema;

/// Two accounts of one person.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct LinkIdentitiesRequest {
    #[schema(value_type = Uuid)]
    identity_a: IdentityId,
    #[schema(value_type = Uuid)]
    identity_b: IdentityId,
}

pub(crate) const ENDPOINT: Endpoint =
    Endpoint::scope(Scope::PersonsWrite).fails(&[Failure::NotFound, Failure::Conflict]);

/// Link identities
///
/// The person known for longer is kept, with all accounts, messages and events of both.
#[utoipa::path(
    post,
    path = "/persons/link",
    tag = "persons",
    request_body = LinkIdentitiesRequest,
    responses((status = 200, body = PersonView))
)]
pub(crate) async fn link_identities(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiJson(body): ApiJson<LinkIdentitiesRequest>,
) -> Reply<PersonView> {
    let person = persons::link(&app, &caller, body.identity_a, body.identity_b).await?;
    Ok(Json(person.into()))
}
