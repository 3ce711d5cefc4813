use super::views::CreatedKeyView;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use omni_app::{App, keys};
use omni_domain::Timestamp;
use omni_domain::access::Scope;
use omni_domain::ids::InstanceId;
use omni_http::{ApiError, ApiJson, Auth, Endpoint, Peer};
use serde::Deserialize;
use utoipa::ToSchema;

/// A new key.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct CreateApiKeyRequest {
    /// A display name.
    #[schema(min_length = 1, max_length = 255, example = "Dashboard UI")]
    name: String,
    /// What it may do: `*`, `noun:*` or `noun:verb`.
    #[schema(example = json!(["messages:send", "instances:read"]))]
    scopes: Vec<String>,
    /// The instances it may use; absent is all.
    #[schema(value_type = Option<Vec<Uuid>>)]
    instance_ids: Option<Vec<InstanceId>>,
    /// Rejected from this time on.
    #[schema(value_type = Option<crate::shapes::Time>)]
    expires_at: Option<Timestamp>,
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::Admin);

/// Create API key
///
/// The response contains the whole key, this once.
#[utoipa::path(
    post,
    path = "/api-keys",
    tag = "api-keys",
    request_body = CreateApiKeyRequest,
    responses((status = 201, body = CreatedKeyView))
)]
pub(crate) async fn create_api_key(
    State(app): State<App>,
    Auth(caller): Auth,
    Peer(info): Peer,
    ApiJson(body): ApiJson<CreateApiKeyRequest>,
) -> Result<(StatusCode, Json<CreatedKeyView>), ApiError> {
    let new = keys::NewApiKey {
        name: body.name,
        scopes: body.scopes,
        instance_ids: body.instance_ids,
        expires_at: body.expires_at,
        is_operator: None,
    };
    let created = keys::create(&app, &caller, new, &info.origin()).await?;
    Ok((StatusCode::CREATED, Json(created.into())))
}
