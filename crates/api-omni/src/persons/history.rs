use super::PersonPath;
use crate::shapes::{Reply, Time};
use axum::Json;
use axum::extract::State;
use omni_app::{App, persons};
use omni_domain::access::Scope;
use omni_domain::ids::{ApiKeyId, IdentityId};
use omni_domain::person_change::PersonChange;
use omni_http::{ApiPath, Auth, Endpoint, Failure};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

/// Most changes shown.
const LIMIT: u32 = 100;

/// The changes of a person.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PersonHistoryView {
    /// The latest 100 changes, newest first.
    items: Vec<PersonChangeView>,
}

/// A change of a person's accounts.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct PersonChangeView {
    id: Uuid,
    /// `link`, `unlink` or `merge`.
    #[schema(example = "merge")]
    action: &'static str,
    /// The person that was kept, or from which an account was unlinked.
    person_id: Uuid,
    /// The person that was merged into the other, or was created for the account.
    other_person_id: Uuid,
    /// The accounts that were moved.
    identity_ids: Vec<Uuid>,
    /// The API key of the request.
    changed_by: Option<Uuid>,
    reason: Option<String>,
    /// The persons before the change.
    #[schema(value_type = Object)]
    evidence: Value,
    changed_at: Time,
}

impl From<PersonChange> for PersonChangeView {
    fn from(change: PersonChange) -> Self {
        Self {
            id: change.id.uuid(),
            action: change.action.as_str(),
            person_id: change.person_id.uuid(),
            other_person_id: change.other_person_id.uuid(),
            identity_ids: change.identity_ids.into_iter().map(IdentityId::uuid).collect(),
            changed_by: change.changed_by.api_key().map(ApiKeyId::uuid),
            reason: change.reason,
            // The stored form is the API's; older rows have forms of their own.
            evidence: serde_json::to_value(change.evidence).unwrap_or_default(),
            changed_at: change.at.into(),
        }
    }
}

pub(crate) const ENDPOINT: Endpoint =
    Endpoint::scope(Scope::PersonsRead).fails(&[Failure::NotFound]);

/// Get person history
///
/// Links, unlinks and merges, also of a person that was merged into another.
#[utoipa::path(
    get,
    path = "/persons/{id}/history",
    tag = "persons",
    params(PersonPath),
    responses((status = 200, body = PersonHistoryView))
)]
pub(crate) async fn get_person_history(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<PersonPath>,
) -> Reply<PersonHistoryView> {
    let changes = persons::history(&app, &caller, path.id, LIMIT).await?;
    Ok(Json(PersonHistoryView { items: changes.into_iter().map(PersonChangeView::from).collect() }))
}
