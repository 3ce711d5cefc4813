//! Calls.

use crate::text_enum::text_enum;
use serde::{Deserialize, Serialize};

text_enum! {
    /// The media of a call.
    pub enum CallMedia {
        /// Sound.
        Voice = "voice",
        /// Sound and pictures.
        Video = "video",
    }
}

text_enum! {
    /// How a call ended.
    pub enum CallOutcome {
        /// It is in progress, or the channel does not report the end.
        Unknown = "unknown",
        /// It was not answered.
        Missed = "missed",
        /// It was declined.
        Declined = "declined",
        /// It was answered.
        Answered = "answered",
    }
}

/// A call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Call {
    /// Its media.
    pub media: CallMedia,
    /// How it ended.
    pub outcome: CallOutcome,
    /// Whole seconds, if it was answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration_seconds: Option<u32>,
}
