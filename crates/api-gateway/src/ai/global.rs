use super::fields::{Layer, change};
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::App;
use omni_app::ai_layers::{self, GlobalLayer, GlobalPatch};
use omni_app::patch::Change;
use omni_domain::access::Scope;
use omni_domain::ai_layer::AiSettings;
use omni_http::{ApiError, ApiJson, Auth, Endpoint};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The AI of all accounts.
#[derive(Debug, Serialize, ToSchema)]
#[expect(clippy::struct_excessive_bools, reason = "members of an answer")]
pub(crate) struct GlobalAiView {
    /// Whether accounts and chats that inherit are answered.
    enabled: bool,
    /// An API with `/chat/completions`.
    #[schema(example = "https://api.openai.com/v1")]
    base_url: String,
    /// Whether there is a key for it. The key itself is never returned.
    has_api_key: bool,
    model_name: Option<String>,
    default_system_prompt: Option<String>,
    temperature: Option<f64>,
    max_tokens: Option<u32>,
    timeout_seconds: u64,
    /// "typing…" before an answer.
    reply_delay_seconds: u64,
    reply_to_private: bool,
    reply_to_groups: bool,
    reply_to_channels: bool,
    /// The message itself is the answer; no provider is asked.
    echo_mode: bool,
}

impl From<GlobalLayer> for GlobalAiView {
    fn from(layer: GlobalLayer) -> Self {
        let settings = layer.settings;
        let delay = settings.reply_delay_ms.unwrap_or(AiSettings::DEFAULT_REPLY_DELAY_MS);
        Self {
            enabled: layer.enabled,
            base_url: layer.base_url,
            has_api_key: layer.has_api_key,
            model_name: layer.model,
            default_system_prompt: layer.prompt,
            temperature: layer.temperature,
            max_tokens: layer.max_tokens,
            timeout_seconds: layer.timeout_ms.div_ceil(1000),
            reply_delay_seconds: delay / 1000,
            reply_to_private: settings.reply_to_private.unwrap_or(true),
            reply_to_groups: settings.reply_to_groups.unwrap_or_default(),
            reply_to_channels: settings.reply_to_channels.unwrap_or_default(),
            echo_mode: settings.echo.unwrap_or_default(),
        }
    }
}

/// Changes of the AI of all accounts. What is left out stays; `null` is the default.
#[derive(Deserialize, ToSchema)]
pub(crate) struct SetGlobalAiRequest {
    #[serde(default, deserialize_with = "change")]
    #[schema(value_type = Option<bool>)]
    enabled: Change<bool>,
    /// An API with `/chat/completions`. Another address needs its key given as well.
    #[serde(default, deserialize_with = "change")]
    #[schema(value_type = Option<String>, max_length = 2048, example = "https://api.openai.com/v1")]
    base_url: Change<String>,
    /// Sealed, and never returned.
    #[serde(default, deserialize_with = "change")]
    #[schema(value_type = Option<String>, max_length = 4096, write_only)]
    api_key: Change<String>,
    #[serde(default, deserialize_with = "change")]
    #[schema(value_type = Option<String>, max_length = 255, example = "gpt-4o-mini")]
    model_name: Change<String>,
    #[serde(default, deserialize_with = "change")]
    #[schema(value_type = Option<String>, max_length = 32_000)]
    default_system_prompt: Change<String>,
    #[serde(default, deserialize_with = "change")]
    #[schema(value_type = Option<f64>, minimum = 0, maximum = 2, example = 0.3)]
    temperature: Change<f64>,
    #[serde(default, deserialize_with = "change")]
    #[schema(value_type = Option<u32>, minimum = 1, maximum = 1_000_000, example = 700)]
    max_tokens: Change<u32>,
    #[serde(default, deserialize_with = "change")]
    #[schema(value_type = Option<u64>, minimum = 1, maximum = 600, example = 60)]
    timeout_seconds: Change<u64>,
    /// "typing…" before an answer.
    #[serde(default, deserialize_with = "change")]
    #[schema(value_type = Option<u64>, minimum = 0, maximum = 60, example = 2)]
    reply_delay_seconds: Change<u64>,
    #[serde(default, deserialize_with = "change")]
    #[schema(value_type = Option<bool>)]
    reply_to_private: Change<bool>,
    /// Of groups, the messages that mention or quote the account.
    #[serde(default, deserialize_with = "change")]
    #[schema(value_type = Option<bool>)]
    reply_to_groups: Change<bool>,
    /// Posts of channels are never answered, because only admins can write there; they are logged as
    /// `skipped` where this is true.
    #[serde(default, deserialize_with = "change")]
    #[schema(value_type = Option<bool>)]
    reply_to_channels: Change<bool>,
    /// The message itself is the answer; no provider is asked.
    #[serde(default, deserialize_with = "change")]
    #[schema(value_type = Option<bool>)]
    echo_mode: Change<bool>,
}

impl TryFrom<SetGlobalAiRequest> for GlobalPatch {
    type Error = ApiError;

    fn try_from(request: SetGlobalAiRequest) -> Result<Self, ApiError> {
        let layer = Layer {
            base_url: request.base_url,
            api_key: request.api_key,
            model: request.model_name,
            prompt: request.default_system_prompt,
            prompt_name: "default_system_prompt",
            temperature: request.temperature,
            max_tokens: request.max_tokens,
            timeout_seconds: request.timeout_seconds,
            reply_delay_seconds: request.reply_delay_seconds,
            reply_to_private: request.reply_to_private,
            reply_to_groups: request.reply_to_groups,
            reply_to_channels: request.reply_to_channels,
            echo_mode: request.echo_mode,
        };
        Ok(Self { enabled: request.enabled, layer: layer.try_into()? })
    }
}

pub(crate) const READ: Endpoint = Endpoint::scope(Scope::InstancesRead);
pub(crate) const WRITE: Endpoint = Endpoint::scope(Scope::InstancesWrite);

/// Get AI of all accounts
#[utoipa::path(
    get,
    path = "/ai/global",
    tag = "ai",
    responses((status = 200, body = GlobalAiView))
)]
pub(crate) async fn get_global_ai(
    State(app): State<App>,
    Auth(caller): Auth,
) -> Reply<GlobalAiView> {
    Ok(Json(ai_layers::global(&app, &caller).await?.into()))
}

/// Set AI of all accounts
///
/// Accounts without an agent of their own are answered by it from the next message on, once `enabled`.
#[utoipa::path(
    put,
    path = "/ai/global",
    tag = "ai",
    request_body = SetGlobalAiRequest,
    responses((status = 200, body = GlobalAiView))
)]
pub(crate) async fn set_global_ai(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiJson(body): ApiJson<SetGlobalAiRequest>,
) -> Reply<GlobalAiView> {
    let patch = GlobalPatch::try_from(body)?;
    Ok(Json(ai_layers::set_global(&app, &caller, patch).await?.into()))
}
