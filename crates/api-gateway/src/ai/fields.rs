//! What the requests of several layers share.

use omni_app::ai_layers::RepliesPatch;
use omni_app::patch::Change;
use omni_http::ApiError;
use serde::{Deserialize, Deserializer};
use std::fmt::Display;
use std::ops::RangeInclusive;

const TEMPERATURE: RangeInclusive<f64> = 0.0..=2.0;
const MAX_TOKENS: RangeInclusive<u32> = 1..=1_000_000;
const TIMEOUT_S: RangeInclusive<u64> = 1..=600;
const REPLY_DELAY_S: RangeInclusive<u64> = 0..=60;

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

pub(super) fn temperature(change: Change<f64>) -> Result<Change<f64>, ApiError> {
    within("temperature", change, &TEMPERATURE)
}

pub(super) fn max_tokens(change: Change<u32>) -> Result<Change<u32>, ApiError> {
    within("max_tokens", change, &MAX_TOKENS)
}

/// Seconds as milliseconds.
pub(super) fn timeout_ms(seconds: Change<u64>) -> Result<Change<u64>, ApiError> {
    Ok(millis(within("timeout_seconds", seconds, &TIMEOUT_S)?))
}

/// The members about replies.
pub(super) struct Replies {
    pub(super) reply_delay_seconds: Change<u64>,
    pub(super) reply_to_private: Change<bool>,
    pub(super) reply_to_groups: Change<bool>,
    pub(super) reply_to_channels: Change<bool>,
    pub(super) echo_mode: Change<bool>,
}

impl TryFrom<Replies> for RepliesPatch {
    type Error = ApiError;

    fn try_from(replies: Replies) -> Result<Self, ApiError> {
        let delay = within("reply_delay_seconds", replies.reply_delay_seconds, &REPLY_DELAY_S)?;
        Ok(Self {
            reply_delay_ms: millis(delay),
            reply_to_private: replies.reply_to_private,
            reply_to_groups: replies.reply_to_groups,
            reply_to_channels: replies.reply_to_channels,
            echo: replies.echo_mode,
        })
    }
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
    use super::{temperature, text, timeout_ms};
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
    }
}
