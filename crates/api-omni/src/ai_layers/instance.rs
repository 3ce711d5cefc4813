use super::members::{
    AiLayerAgentRequest, AiLayerAgentView, AiRepliesRequest, AiRepliesView, change, layer,
};
use crate::instances::InstancePath;
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::App;
use omni_app::ai_layers::{self, AccountLayer, AccountPatch};
use omni_app::patch::Change;
use omni_domain::access::Scope;
use omni_domain::ai_layer::AiMode;
use omni_http::{ApiError, ApiJson, ApiPath, Auth, Endpoint, Failure};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The AI layer of an instance. `null` is inherited from the layer of all instances.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct InstanceAiLayerView {
    /// `inherit`, `enabled` or `disabled`.
    #[schema(value_type = String, example = "inherit")]
    mode: AiMode,
    agent: AiLayerAgentView,
    replies: AiRepliesView,
}

impl From<AccountLayer> for InstanceAiLayerView {
    fn from(layer: AccountLayer) -> Self {
        let settings = layer.settings;
        Self {
            mode: layer.mode,
            replies: AiRepliesView::from(&settings),
            agent: AiLayerAgentView {
                api_url: layer.base_url,
                has_api_key: layer.has_api_key,
                model: settings.model,
                prompt: settings.prompt,
                temperature: settings.temperature,
                max_tokens: settings.max_tokens,
                timeout: settings.timeout_ms,
            },
        }
    }
}

/// Changes of the AI layer of an instance: only the given members change, and null is inherited.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct UpdateInstanceAiLayerRequest {
    /// `inherit`, `enabled` or `disabled`.
    #[serde(default, deserialize_with = "change")]
    #[schema(value_type = Option<String>, example = "inherit")]
    mode: Change<AiMode>,
    /// An endpoint of its own is asked with its own key alone.
    #[serde(default)]
    agent: AiLayerAgentRequest,
    #[serde(default)]
    replies: AiRepliesRequest,
}

impl TryFrom<UpdateInstanceAiLayerRequest> for AccountPatch {
    type Error = ApiError;

    fn try_from(request: UpdateInstanceAiLayerRequest) -> Result<Self, ApiError> {
        let layer = layer(request.agent, request.replies)?;
        Ok(Self { mode: request.mode, layer })
    }
}

pub(crate) const READ: Endpoint = Endpoint::scope(Scope::InstancesRead).fails(&[Failure::NotFound]);
pub(crate) const WRITE: Endpoint = Endpoint::scope(Scope::InstancesWrite).fails(&[
    Failure::NotFound,
    Failure::Conflict,
    Failure::NotSupported,
    Failure::ChannelUnavailable,
]);

/// Get AI layer of instance
///
/// What it sets over the layer of all instances.
#[utoipa::path(
    get,
    path = "/instances/{id}/ai-layer",
    tag = "ai-layers",
    params(InstancePath),
    responses((status = 200, body = InstanceAiLayerView))
)]
pub(crate) async fn get_instance_ai_layer(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<InstancePath>,
) -> Reply<InstanceAiLayerView> {
    Ok(Json(ai_layers::account(&app, &caller, path.id).await?.into()))
}

/// Update AI layer of instance
///
/// What it sets takes precedence over the layer of all instances. With an `apiUrl` the instance has an
/// agent of its own; reset, it refers to that of all instances again. It needs `instances:read` as well.
#[utoipa::path(
    patch,
    path = "/instances/{id}/ai-layer",
    tag = "ai-layers",
    params(InstancePath),
    request_body = UpdateInstanceAiLayerRequest,
    responses((status = 200, body = InstanceAiLayerView))
)]
pub(crate) async fn update_instance_ai_layer(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<InstancePath>,
    ApiJson(body): ApiJson<UpdateInstanceAiLayerRequest>,
) -> Reply<InstanceAiLayerView> {
    let patch = AccountPatch::try_from(body)?;
    Ok(Json(ai_layers::set_account(&app, &caller, path.id, patch).await?.into()))
}
