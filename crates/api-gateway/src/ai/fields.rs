//! What the requests of several layers share.

use omni_app::ai_layers::{LayerPatch, RepliesPatch};
use omni_app::patch::Change;
use omni_http::ApiError;
use serde::{Deserialize, Deserializer};
use std::fmt::Display;
use std::ops::RangeInclusive;

const TEMPERATURE: RangeInclusive<f64> = 0.0..=2.0;
const MAX_TOKENS: RangeInclusive<u32> = 1..=1_000_000;
const TIMEOUT_S: RangeInclusive<u64> = 1..=600;
const REPLY_DELAY_S: RangeInclusive<u64> = 0..=60;
const URL_CHARS: usize = 2048;
const KEY_CHARS: usize = 4096;
const MODEL_CHARS: usize = 255;
const PROMPT_CHARS: usize = 32_000;

/// A member that is left out stays, and `null` resets it.
pub(super) fn change<'de, D, T>(deserializer: D) -> Result<Change<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    let value = Option::<T>::deserialize(deserializer)?;
    Ok(value.map_or(Change::Reset, Change::Set))
}

/// An empty text is none.
pub(super) fn text(change: Change<String>) -> Change<String> {
    match change {
        Change::Set(text) if text.trim().is_empty() => Change::Reset,
        Change::Set(text) => Change::Set(text.trim().to_owned()),
        other => other,
    }
}

/// A text of at most so many characters; an empty one is none.
fn short(field: &str, change: Change<String>, most: usize) -> Result<Change<String>, ApiError> {
    match text(change) {
        Change::Set(text) if text.chars().count() > most => {
            Err(ApiError::invalid(field, format!("has at most {most} characters")))
        }
        other => Ok(other),
    }
}

/// The members that the layers of all accounts and of one share.
pub(super) struct Layer {
    pub(super) base_url: Change<String>,
    pub(super) api_key: Change<String>,
    pub(super) model: Change<String>,
    pub(super) prompt: Change<String>,
    /// The member that the prompt is.
    pub(super) prompt_name: &'static str,
    pub(super) temperature: Change<f64>,
    pub(super) max_tokens: Change<u32>,
    pub(super) timeout_seconds: Change<u64>,
    pub(super) reply_delay_seconds: Change<u64>,
    pub(super) reply_to_private: Change<bool>,
    pub(super) reply_to_groups: Change<bool>,
    pub(super) reply_to_channels: Change<bool>,
    pub(super) echo_mode: Change<bool>,
}

impl TryFrom<Layer> for LayerPatch {
    type Error = ApiError;

    fn try_from(layer: Layer) -> Result<Self, ApiError> {
        let delay = within("reply_delay_seconds", layer.reply_delay_seconds, &REPLY_DELAY_S)?;
        Ok(Self {
            base_url: short("base_url", layer.base_url, URL_CHARS)?,
            api_key: short("api_key", layer.api_key, KEY_CHARS)?,
            model: short("model_name", layer.model, MODEL_CHARS)?,
            prompt: short(layer.prompt_name, layer.prompt, PROMPT_CHARS)?,
            temperature: temperature(layer.temperature)?,
            max_tokens: within("max_tokens", layer.max_tokens, &MAX_TOKENS)?,
            timeout_ms: timeout_ms(layer.timeout_seconds)?,
            replies: RepliesPatch {
                reply_delay_ms: millis(delay),
                reply_to_private: layer.reply_to_private,
                reply_to_groups: layer.reply_to_groups,
                reply_to_channels: layer.reply_to_channels,
                echo: layer.echo_mode,
            },
        })
    }
}

fn temperature(change: Change<f64>) -> Result<Change<f64>, ApiError> {
    within("temperature", change, &TEMPERATURE)
}

/// Seconds as milliseconds.
fn timeout_ms(seconds: Change<u64>) -> Result<Change<u64>, ApiError> {
    Ok(millis(within("timeout_seconds", seconds, &TIMEOUT_S)?))
}

fn within<T: PartialOrd + Display>(
    field: &str,
    change: Change<T>,
    range: &RangeInclusive<T>,
) -> Result<Change<T>, ApiError> {
    match &change {
        Change::Set(value) if !range.contains(value) => {
            let text = format!("must be from {} to {}", range.start(), range.end());
            Err(ApiError::invalid(field, text))
        }
        _ => Ok(change),
    }
}

fn millis(seconds: Change<u64>) -> Change<u64> {
    match seconds {
        Change::Set(seconds) => Change::Set(seconds.saturating_mul(1000)),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::{short, temperature, text, timeout_ms};
    use omni_app::patch::Change;

    #[test]
    fn numbers_are_bounded_and_empty_texts_are_none() {
        assert!(matches!(temperature(Change::Set(2.0)), Ok(Change::Set(_))));
        assert!(temperature(Change::Set(2.1)).is_err());
        assert!(temperature(Change::Set(f64::NAN)).is_err());
        assert!(matches!(timeout_ms(Change::Set(60)), Ok(Change::Set(60_000))));
        assert!(timeout_ms(Change::Set(0)).is_err());
        assert!(text(Change::Set(" ".to_owned())) == Change::Reset);
        assert!(text(Change::Keep) == Change::Keep);
        let of = |length: usize| short("model_name", Change::Set("é".repeat(length)), 255);
        assert!(matches!(of(255), Ok(Change::Set(_))));
        assert!(of(256).is_err());
    }
}
