use crate::instances::InstancePath;
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::{App, chats};
use omni_domain::access::Scope;
use omni_http::{ApiJson, ApiPath, Auth, Endpoint, Failure};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// One setting for many chats.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct BulkProcessingRequest {
    /// Internal ids or the channel's addresses, 1 to 500.
    #[schema(min_items = 1, max_items = 500, example = json!(["120363000000000000@g.us"]))]
    chat_ids: Vec<String>,
    /// `true` describes and transcribes the chats' media, `false` does not process it.
    enabled: bool,
    /// A note on the reason.
    #[schema(max_length = 500)]
    note: Option<String>,
}

/// The result. The ids are as in the request.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct BulkProcessingView {
    updated_count: usize,
    updated_chat_ids: Vec<String>,
    not_found_count: usize,
    not_found_chat_ids: Vec<String>,
}

pub(crate) const ENDPOINT: Endpoint =
    Endpoint::scope(Scope::InstancesWrite).fails(&[Failure::NotFound]);

/// Bulk toggle media processing for multiple chats
///
/// All chats that exist are changed together; the others are listed.
#[utoipa::path(
    patch,
    path = "/instances/{id}/chats/processing/bulk",
    tag = "chats",
    params(InstancePath),
    request_body = BulkProcessingRequest,
    responses((status = 200, body = BulkProcessingView))
)]
pub(crate) async fn set_processing_of_chats(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<InstancePath>,
    ApiJson(body): ApiJson<BulkProcessingRequest>,
) -> Reply<BulkProcessingView> {
    let BulkProcessingRequest { chat_ids, enabled, note } = body;
    let outcome =
        chats::set_processing_of_many(&app, &caller, path.id, chat_ids, enabled, note).await?;
    Ok(Json(BulkProcessingView {
        updated_count: outcome.updated.len(),
        updated_chat_ids: outcome.updated,
        not_found_count: outcome.not_found.len(),
        not_found_chat_ids: outcome.not_found,
    }))
}
