//! Members that several layers share.

use omni_app::ai_layers::{LayerPatch, RepliesPatch};
use omni_app::patch::Change;
use omni_domain::ai_layer::AiSettings;
use omni_http::ApiError;
use serde::{Deserialize, Deserializer, Serialize};
use std::fmt::Display;
use std::ops::RangeInclusive;
use utoipa::ToSchema;

const URL_CHARS: usize = 2048;
const KEY_CHARS: usize = 4096;
const MODEL_CHARS: usize = 255;
const PROMPT_CHARS: usize = 32_000;
const TEMPERATURE: RangeInclusive<f64> = 0.0..=2.0;
const MAX_TOKENS: RangeInclusive<u32> = 1..=1_000_000;
const TIMEOUT_MS: RangeInclusive<u64> = 100..=600_000;
const DELAY_MS: RangeInclusive<u64> = 0..=60_000;

/// What answers, as a layer sets it; `null` is the next layer's.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct AiLayerAgentView {
    /// An API with `/chat/completions`.
    #[schema(example = "https://api.openai.com/v1")]
    pub(super) api_url: Option<String>,
    /// Whether there is a key for it. The key itself is never returned.
    pub(super) has_api_key: bool,
    pub(super) model: Option<String>,
    /// The system prompt.
    pub(super) prompt: Option<String>,
    /// How much answers vary.
    pub(super) temperature: Option<f64>,
    /// The longest answer, in tokens.
    pub(super) max_tokens: Option<u32>,
    /// Time limit of one answer in milliseconds.
    pub(super) timeout: Option<u64>,
}

/// Which chats are answered, and how; `null` is the next layer's.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct AiRepliesView {
    /// Milliseconds of "typing…" before an answer.
    delay_ms: Option<u64>,
    /// Direct chats are answered.
    to_direct: Option<bool>,
    /// Groups are answered.
    to_groups: Option<bool>,
    /// Channels are included. Posts of a newsletter are turns then, which end as `disabled`: only its admins can
    /// write there.
    to_channels: Option<bool>,
    /// The message itself is the answer; no provider is asked.
    echo: Option<bool>,
}

impl From<&AiSettings> for AiRepliesView {
    fn from(settings: &AiSettings) -> Self {
        Self {
            delay_ms: settings.reply_delay_ms,
            to_direct: settings.reply_to_private,
            to_groups: settings.reply_to_groups,
            to_channels: settings.reply_to_channels,
            echo: settings.echo,
        }
    }
}

impl AiRepliesView {
    /// Of the last layer: what is not set has its default.
    pub(super) fn or_defaults(settings: &AiSettings) -> Self {
        let delay = settings.reply_delay_ms.unwrap_or(AiSettings::DEFAULT_REPLY_DELAY_MS);
        Self {
            delay_ms: Some(delay),
            to_direct: Some(settings.reply_to_private.unwrap_or(true)),
            to_groups: Some(settings.reply_to_groups.unwrap_or_default()),
            to_channels: Some(settings.reply_to_channels.unwrap_or_default()),
            echo: Some(settings.echo.unwrap_or_default()),
        }
    }
}

/// What answers: only the given members change, and null resets one.
#[derive(Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct AiLayerAgentRequest {
    /// An API with `/chat/completions`. Another address needs its key given as well.
    #[serde(default, deserialize_with = "change")]
    #[schema(value_type = Option<String>, max_length = 2048, example = "https://api.openai.com/v1")]
    api_url: Change<String>,
    /// The key for it. Stored sealed and never returned.
    #[serde(default, deserialize_with = "change")]
    #[schema(value_type = Option<String>, max_length = 4096, write_only)]
    api_key: Change<String>,
    #[serde(default, deserialize_with = "change")]
    #[schema(value_type = Option<String>, max_length = 255, example = "gpt-4o-mini")]
    model: Change<String>,
    /// The system prompt.
    #[serde(default, deserialize_with = "change")]
    #[schema(value_type = Option<String>, max_length = 32_000)]
    prompt: Change<String>,
    /// How much answers vary.
    #[serde(default, deserialize_with = "change")]
    #[schema(value_type = Option<f64>, minimum = 0, maximum = 2, example = 0.3)]
    temperature: Change<f64>,
    /// The longest answer, in tokens.
    #[serde(default, deserialize_with = "change")]
    #[schema(value_type = Option<u32>, minimum = 1, maximum = 1_000_000, example = 700)]
    max_tokens: Change<u32>,
    /// Time limit of one answer in milliseconds.
    #[serde(default, deserialize_with = "change")]
    #[schema(value_type = Option<u64>, minimum = 100, maximum = 600_000)]
    timeout: Change<u64>,
}

/// The changes of a layer, within the bounds that the document names; an empty text is none.
pub(super) fn layer(
    agent: AiLayerAgentRequest,
    replies: AiRepliesRequest,
) -> Result<LayerPatch, ApiError> {
    Ok(LayerPatch {
        base_url: text("agent.apiUrl", agent.api_url, URL_CHARS)?,
        api_key: text("agent.apiKey", agent.api_key, KEY_CHARS)?,
        model: text("agent.model", agent.model, MODEL_CHARS)?,
        prompt: text("agent.prompt", agent.prompt, PROMPT_CHARS)?,
        temperature: within("agent.temperature", agent.temperature, &TEMPERATURE)?,
        max_tokens: within("agent.maxTokens", agent.max_tokens, &MAX_TOKENS)?,
        timeout_ms: within("agent.timeout", agent.timeout, &TIMEOUT_MS)?,
        replies: replies.try_into()?,
    })
}

/// Which chats are answered, and how: only the given members change, and null resets one.
#[derive(Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct AiRepliesRequest {
    /// Milliseconds of "typing…" before an answer.
    #[serde(default, deserialize_with = "change")]
    #[schema(value_type = Option<u64>, minimum = 0, maximum = 60_000, example = 2000)]
    delay_ms: Change<u64>,
    /// Direct chats are answered.
    #[serde(default, deserialize_with = "change")]
    #[schema(value_type = Option<bool>)]
    to_direct: Change<bool>,
    /// Of groups, the messages that mention or quote the account are answered.
    #[serde(default, deserialize_with = "change")]
    #[schema(value_type = Option<bool>)]
    to_groups: Change<bool>,
    /// Channels are included. Posts of a newsletter are turns then, which end as `disabled`: only its admins can
    /// write there.
    #[serde(default, deserialize_with = "change")]
    #[schema(value_type = Option<bool>)]
    to_channels: Change<bool>,
    /// The message itself is the answer; no provider is asked.
    #[serde(default, deserialize_with = "change")]
    #[schema(value_type = Option<bool>)]
    echo: Change<bool>,
}

impl TryFrom<AiRepliesRequest> for RepliesPatch {
    type Error = ApiError;

    fn try_from(request: AiRepliesRequest) -> Result<Self, ApiError> {
        Ok(Self {
            reply_delay_ms: within("replies.delayMs", request.delay_ms, &DELAY_MS)?,
            reply_to_private: request.to_direct,
            reply_to_groups: request.to_groups,
            reply_to_channels: request.to_channels,
            echo: request.echo,
        })
    }
}

/// A member that is left out stays, and `null` resets it.
pub(super) fn change<'de, D, T>(deserializer: D) -> Result<Change<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    let value = Option::<T>::deserialize(deserializer)?;
    Ok(value.map_or(Change::Reset, Change::Set))
}

/// The prompt of a layer that has no other settings.
pub(super) fn prompt(change: Change<String>) -> Result<Change<String>, ApiError> {
    text("prompt", change, PROMPT_CHARS)
}

fn text(field: &str, change: Change<String>, most: usize) -> Result<Change<String>, ApiError> {
    match change {
        Change::Set(text) if text.trim().is_empty() => Ok(Change::Reset),
        Change::Set(text) if text.chars().count() > most => {
            Err(ApiError::invalid(field, format!("give at most {most} characters")))
        }
        Change::Set(text) => Ok(Change::Set(text.trim().to_owned())),
        other => Ok(other),
    }
}

fn within<T: PartialOrd + Display>(
    field: &str,
    change: Change<T>,
    range: &RangeInclusive<T>,
) -> Result<Change<T>, ApiError> {
    match &change {
        Change::Set(value) if !range.contains(value) => {
            let text = format!("give a number from {} to {}", range.start(), range.end());
            Err(ApiError::invalid(field, text))
        }
        _ => Ok(change),
    }
}
