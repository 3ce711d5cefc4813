use super::PersonPath;
use super::import::PersonValueChangeView;
use crate::shapes::{Reply, Time};
use axum::Json;
use axum::extract::State;
use omni_app::{App, persons};
use omni_domain::access::Scope;
use omni_domain::ids::{ApiKeyId, IdentityId};
use omni_domain::person_change::{ChangeEvidence, PersonChange};
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

/// A change of a person, or of a person's accounts.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct PersonChangeView {
    id: Uuid,
    /// `link`, `unlink`, `merge`, `import` or `update`.
    #[schema(example = "merge")]
    action: &'static str,
    /// The person that was kept, from which an account was unlinked, or whose values were set.
    person_id: Uuid,
    /// The person that was merged into the other, or was created for the account; of values that were set
    /// the same person.
    other_person_id: Uuid,
    /// The accounts that were moved.
    identity_ids: Vec<Uuid>,
    /// The API key of the request.
    changed_by: Option<Uuid>,
    reason: Option<String>,
    /// The values that were set, of an import or an update.
    changes: Vec<PersonValueChangeView>,
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
            changes: values(&change.evidence),
            // The stored form is the API's; older rows have forms of their own.
            evidence: serde_json::to_value(change.evidence).unwrap_or_default(),
            changed_at: change.at.into(),
        }
    }
}

fn values(evidence: &ChangeEvidence) -> Vec<PersonValueChangeView> {
    let ChangeEvidence::Changed { changes, .. } = evidence else { return Vec::new() };
    changes.iter().cloned().map(PersonValueChangeView::from).collect()
}

pub(crate) const ENDPOINT: Endpoint =
    Endpoint::scope(Scope::PersonsRead).fails(&[Failure::NotFound]);

/// Get person history
///
/// Links, unlinks, merges, and imports and updates that changed the person; also of a person that was
/// merged into another.
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
