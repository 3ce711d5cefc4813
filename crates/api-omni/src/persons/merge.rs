use super::views::PersonView;
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::{App, persons};
use omni_domain::access::Scope;
use omni_domain::ids::{IdentityId, PersonId};
use omni_http::{ApiJson, Auth, Endpoint, Failure};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// Two persons to merge.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct MergePersonsRequest {
    /// The person that is merged into the other, and deleted.
    #[schema(value_type = Uuid)]
    source_person_id: PersonId,
    /// The person that is kept.
    #[schema(value_type = Uuid)]
    target_person_id: PersonId,
    /// Why; kept in the person's history.
    #[schema(max_length = 500)]
    reason: Option<String>,
}

/// Two persons were merged.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct MergedView {
    /// The person that was kept.
    person: PersonView,
    /// The accounts that were moved.
    merged_identity_ids: Vec<Uuid>,
    /// The person that was deleted.
    deleted_person_id: Uuid,
}

pub(crate) const ENDPOINT: Endpoint =
    Endpoint::scope(Scope::PersonsWrite).fails(&[Failure::NotFound]);

/// Merge two persons into one
///
/// Accounts, messages, events and access rules move to the target. Metadata is merged, where the
/// target's takes precedence, and `metadata.mergedFrom` lists the merged persons.
#[utoipa::path(
    post,
    path = "/persons/merge",
    tag = "persons",
    request_body = MergePersonsRequest,
    responses((status = 200, body = MergedView))
)]
pub(crate) async fn merge_persons(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiJson(body): ApiJson<MergePersonsRequest>,
) -> Reply<MergedView> {
    let (source, target) = (body.source_person_id, body.target_person_id);
    let done = persons::merge(&app, &caller, source, target, body.reason).await?;
    Ok(Json(MergedView {
        person: done.person.into(),
        merged_identity_ids: done.moved.into_iter().map(IdentityId::uuid).collect(),
        deleted_person_id: done.deleted.uuid(),
    }))
}
