use super::fields::{Layer, change};
use crate::accounts::{AccountPath, require_account};
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::App;
use omni_app::ai_layers::{self, AccountLayer, AccountPatch};
use omni_app::patch::Change;
use omni_domain::access::Scope;
use omni_domain::ai_layer::AiMode;
use omni_http::{ApiError, ApiJson, ApiPath, Auth, Endpoint};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The AI of an account. `null` is inherited from `GET /ai/global`.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AccountAiView {
    /// `inherit`, `enabled` or `disabled`.
    #[schema(value_type = String, example = "inherit")]
    mode: AiMode,
    /// An endpoint of its own.
    base_url: Option<String>,
    /// Whether that endpoint has a key. The key itself is never returned.
    has_api_key: bool,
    model_name: Option<String>,
    system_prompt: Option<String>,
    temperature: Option<f64>,
    max_tokens: Option<u32>,
    timeout_seconds: Option<u64>,
    reply_delay_seconds: Option<u64>,
    reply_to_private: Option<bool>,
    reply_to_groups: Option<bool>,
    reply_to_channels: Option<bool>,
    echo_mode: Option<bool>,
}

impl From<AccountLayer> for AccountAiView {
    fn from(layer: AccountLayer) -> Self {
        let settings = layer.settings;
        Self {
            mode: layer.mode,
            base_url: layer.base_url,
            has_api_key: layer.has_api_key,
            model_name: settings.model,
            system_prompt: settings.prompt,
            temperature: settings.temperature,
            max_tokens: settings.max_tokens,
            timeout_seconds: settings.timeout_ms.map(|millis| millis.div_ceil(1000)),
            reply_delay_seconds: settings.reply_delay_ms.map(|millis| millis / 1000),
            reply_to_private: settings.reply_to_private,
            reply_to_groups: settings.reply_to_groups,
            reply_to_channels: settings.reply_to_channels,
            echo_mode: settings.echo,
        }
    }
}

/// Changes of the AI of an account. What is left out stays; `null` is inherited.
#[derive(Deserialize, ToSchema)]
pub(crate) struct SetAccountAiRequest {
    /// `inherit`, `enabled` or `disabled`.
    #[serde(default, deserialize_with = "change")]
    #[schema(value_type = Option<String>, example = "inherit")]
    mode: Change<AiMode>,
    /// An endpoint of its own, which needs a key of its own.
    #[serde(default, deserialize_with = "change")]
    #[schema(value_type = Option<String>, max_length = 2048)]
    base_url: Change<String>,
    /// Sealed, and never returned.
    #[serde(default, deserialize_with = "change")]
    #[schema(value_type = Option<String>, max_length = 4096, write_only)]
    api_key: Change<String>,
    #[serde(default, deserialize_with = "change")]
    #[schema(value_type = Option<String>, max_length = 255)]
    model_name: Change<String>,
    #[serde(default, deserialize_with = "change")]
    #[schema(value_type = Option<String>, max_length = 32_000)]
    system_prompt: Change<String>,
    #[serde(default, deserialize_with = "change")]
    #[schema(value_type = Option<f64>, minimum = 0, maximum = 2)]
    temperature: Change<f64>,
    #[serde(default, deserialize_with = "change")]
    #[schema(value_type = Option<u32>, minimum = 1, maximum = 1_000_000)]
    max_tokens: Change<u32>,
    #[serde(default, deserialize_with = "change")]
    #[schema(value_type = Option<u64>, minimum = 1, maximum = 600)]
    timeout_seconds: Change<u64>,
    /// "typing…" before an answer.
    #[serde(default, deserialize_with = "change")]
    #[schema(value_type = Option<u64>, minimum = 0, maximum = 60)]
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

impl TryFrom<SetAccountAiRequest> for AccountPatch {
    type Error = ApiError;

    fn try_from(request: SetAccountAiRequest) -> Result<Self, ApiError> {
        let layer = Layer {
            base_url: request.base_url,
            api_key: request.api_key,
            model: request.model_name,
            prompt: request.system_prompt,
            prompt_name: "system_prompt",
            temperature: request.temperature,
            max_tokens: request.max_tokens,
            timeout_seconds: request.timeout_seconds,
            reply_delay_seconds: request.reply_delay_seconds,
            reply_to_private: request.reply_to_private,
            reply_to_groups: request.reply_to_groups,
            reply_to_channels: request.reply_to_channels,
            echo_mode: request.echo_mode,
        };
        Ok(Self { mode: request.mode, layer: layer.try_into()? })
    }
}

pub(crate) const READ: Endpoint = Endpoint::scope(Scope::InstancesRead);
pub(crate) const WRITE: Endpoint = Endpoint::scope(Scope::InstancesWrite);

/// Get AI of account
#[utoipa::path(
    get,
    path = "/accounts/{id}/ai",
    tag = "ai",
    params(AccountPath),
    responses((status = 200, body = AccountAiView))
)]
pub(crate) async fn get_account_ai(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<AccountPath>,
) -> Reply<AccountAiView> {
    require_account(&app, &caller, path.id).await?;
    Ok(Json(ai_layers::account(&app, &caller, path.id.0).await?.into()))
}

/// Set AI of account
///
/// What it sets takes precedence over the AI of all accounts. It needs `instances:read` as well. With a `base_url` of its own it asks that
/// endpoint, with its own key alone.
#[utoipa::path(
    put,
    path = "/accounts/{id}/ai",
    tag = "ai",
    params(AccountPath),
    request_body = SetAccountAiRequest,
    responses((status = 200, body = AccountAiView))
)]
pub(crate) async fn set_account_ai(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<AccountPath>,
    ApiJson(body): ApiJson<SetAccountAiRequest>,
) -> Reply<AccountAiView> {
    require_account(&app, &caller, path.id).await?;
    let patch = AccountPatch::try_from(body)?;
    Ok(Json(ai_layers::set_account(&app, &caller, path.id.0, patch).await?.into()))
}
