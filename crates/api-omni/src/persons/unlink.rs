use super::views::{PersonView, PlatformIdentityView};
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::{App, persons};
use omni_domain::access::Scope;
use omni_domain::ids::IdentityId;
use omni_http::{ApiJson, Auth, Endpoint, Failure};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// An account of another person.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct UnlinkIdentityRequest {
    #[schema(value_type = Uuid)]
    identity_id: IdentityId,
    /// Why; kept in the person's history.
    #[schema(min_length = 1, max_length = 500, example = "another family member")]
    reason: String,
}

/// An account with a person of its own.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct UnlinkedView {
    /// The new person.
    person: PersonView,
    identity: PlatformIdentityView,
}

pub(crate) const ENDPOINT: Endpoint =
    Endpoint::scope(Scope::PersonsWrite).fails(&[Failure::NotFound, Failure::Conflict]);

/// Unlink identity
///
/// Moves the account, with its messages and events, to a new person. Rejected (409) for a person's
/// only identity.
#[utoipa::path(
    post,
    path = "/persons/unlink",
    tag = "persons",
    request_body = UnlinkIdentityRequest,
    responses((status = 200, body = UnlinkedView))
)]
pub(crate) async fn unlink_identity(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiJson(body): ApiJson<UnlinkIdentityRequest>,
) -> Reply<UnlinkedView> {
    let done = persons::unlink(&app, &caller, body.identity_id, body.reason).await?;
    Ok(Json(UnlinkedView { person: done.person.into(), identity: done.identity.into() }))
}
