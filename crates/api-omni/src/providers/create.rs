use super::views::ProviderView;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use omni_app::providers::NewProvider;
use omni_app::{App, providers};
use omni_domain::access::Scope;
use omni_domain::provider::ProviderKind;
use omni_http::{ApiError, ApiJson, Auth, Endpoint, Failure};
use serde::Deserialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

/// A new provider.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct CreateProviderRequest {
    /// Unique.
    #[schema(min_length = 1, max_length = 255, example = "agno-local")]
    name: String,
    /// `agent_api`, `agno`, `custom`, `openai`, `anthropic`, `webhook` or `builtin`.
    #[serde(rename = "type")]
    #[schema(value_type = String, example = "agno")]
    kind: ProviderKind,
    /// The base URL, to which the protocol's paths are appended.
    #[schema(example = "http://127.0.0.1:7777")]
    api_url: String,
    /// Stored sealed and never returned.
    #[schema(write_only)]
    api_key: Option<String>,
    /// Time limit of one answer in milliseconds, for instances without their own.
    #[schema(minimum = 100, maximum = 600_000, default = 60_000)]
    default_timeout: Option<u64>,
    /// Request answers as a stream.
    #[schema(default = false)]
    default_streaming: Option<bool>,
    /// The protocol's own options. `custom` has `healthPath`, `agentsPath`, `authType` and
    /// `authHeader`. `webhook` has `mode` (`round-trip` or `fire-and-forget`). `builtin` is a model
    /// with tools: `modelApi` (`openai` or `anthropic`), `model`, `system`, `memory`, `memoryKeys`,
    /// `tools` (`{name, description, parameters, url, method, headers}`), `mcpServers`
    /// (`{url, token}`), `requireTools`, `supportsImages`, `maxSteps`, `maxTokens`,
    /// `maxStepTokens`, `maxCalls`, `maxToolBytes`, `toolTimeoutMs`; headers and tokens are stored
    /// sealed and shown as `********`.
    #[schema(value_type = Option<Object>)]
    metadata: Option<Map<String, Value>>,
}

pub(crate) const ENDPOINT: Endpoint =
    Endpoint::scope(Scope::SettingsWrite).fails(&[Failure::Conflict]);

/// Create provider
///
/// The provider is not called; `POST /providers/{id}/health` does that.
#[utoipa::path(
    post,
    path = "/providers",
    tag = "providers",
    request_body = CreateProviderRequest,
    responses((status = 201, body = ProviderView))
)]
pub(crate) async fn create_provider(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiJson(body): ApiJson<CreateProviderRequest>,
) -> Result<(StatusCode, Json<ProviderView>), ApiError> {
    let new = NewProvider {
        name: body.name,
        kind: body.kind,
        api_url: body.api_url,
        api_key: body.api_key,
        default_timeout: body.default_timeout,
        default_streaming: body.default_streaming,
        metadata: body.metadata.unwrap_or_default(),
    };
    let created = providers::create(&app, &caller, new).await?;
    Ok((StatusCode::CREATED, Json(created.into())))
}
