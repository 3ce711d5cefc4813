use super::members::{
    AiLayerAgentRequest, AiLayerAgentView, AiRepliesRequest, AiRepliesView, change, layer,
};
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::App;
use omni_app::ai_layers::{self, GlobalLayer, GlobalPatch};
use omni_app::patch::Change;
use omni_domain::access::Scope;
use omni_http::{ApiError, ApiJson, Auth, Endpoint, Failure};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The AI layer of all instances.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct GlobalAiLayerView {
    /// Whether instances and chats that inherit are answered.
    enabled: bool,
    agent: AiLayerAgentView,
    replies: AiRepliesView,
}

impl From<GlobalLayer> for GlobalAiLayerView {
    fn from(layer: GlobalLayer) -> Self {
        Self {
            enabled: layer.enabled,
            replies: AiRepliesView::or_defaults(&layer.settings),
            agent: AiLayerAgentView {
                api_url: Some(layer.base_url).filter(|url| !url.is_empty()),
                has_api_key: layer.has_api_key,
                model: layer.model,
                prompt: layer.prompt,
                temperature: layer.temperature,
                max_tokens: layer.max_tokens,
                timeout: Some(layer.timeout_ms),
            },
        }
    }
}

/// Changes of the AI layer of all instances: only the given members change, and null is the default.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct UpdateGlobalAiLayerRequest {
    /// Whether instances and chats that inherit are answered.
    #[serde(default, deserialize_with = "change")]
    #[schema(value_type = Option<bool>)]
    enabled: Change<bool>,
    #[serde(default)]
    agent: AiLayerAgentRequest,
    #[serde(default)]
    replies: AiRepliesRequest,
}

impl TryFrom<UpdateGlobalAiLayerRequest> for GlobalPatch {
    type Error = ApiError;

    fn try_from(request: UpdateGlobalAiLayerRequest) -> Result<Self, ApiError> {
        let layer = layer(request.agent, request.replies)?;
        Ok(Self { enabled: request.enabled, layer })
    }
}

pub(crate) const READ: Endpoint = Endpoint::scope(Scope::InstancesRead);
pub(crate) const WRITE: Endpoint = Endpoint::scope(Scope::InstancesWrite)
    .fails(&[Failure::NotFound, Failure::ChannelUnavailable])
    .explains(&[(Failure::Conflict, "Its agent was changed at the same time.")]);

/// Get AI layer of all instances
///
/// The last layer: what an instance and a chat do not set themselves is as it is here. While none is
/// set, it is the server's configuration, and switched off.
#[utoipa::path(
    get,
    path = "/ai-layer",
    tag = "ai-layers",
    responses((status = 200, body = GlobalAiLayerView))
)]
pub(crate) async fn get_global_ai_layer(
    State(app): State<App>,
    Auth(caller): Auth,
) -> Reply<GlobalAiLayerView> {
    Ok(Json(ai_layers::global(&app, &caller).await?.into()))
}

/// Update AI layer of all instances
///
/// Instances of WhatsApp without an agent of their own are answered by it from the next message on, once
/// it is `enabled`. A key limited to instances cannot change it.
#[utoipa::path(
    patch,
    path = "/ai-layer",
    tag = "ai-layers",
    request_body = UpdateGlobalAiLayerRequest,
    responses((status = 200, body = GlobalAiLayerView))
)]
pub(crate) async fn update_global_ai_layer(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiJson(body): ApiJson<UpdateGlobalAiLayerRequest>,
) -> Reply<GlobalAiLayerView> {
    let patch = GlobalPatch::try_from(body)?;
    Ok(Json(ai_layers::set_global(&app, &caller, patch).await?.into()))
}
