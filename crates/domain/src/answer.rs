//! What people answered to a message: votes in a poll, answers to an event.

use crate::clock::Timestamp;
use crate::text_enum::text_enum;
use serde::{Deserialize, Serialize};

text_enum! {
    /// What was answered.
    pub enum AnswerKind {
        /// A poll: the answers are its options.
        Poll = "poll",
        /// An event: the answer is one of [`Attendance`].
        Event = "event",
    }
}

text_enum! {
    /// Whether a person comes to an event.
    pub enum Attendance {
        /// The person comes.
        Going = "going",
        /// The person may come.
        Maybe = "maybe",
        /// The person does not come.
        NotGoing = "not_going",
    }
}

impl Attendance {
    /// As a person reads it.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Going => "Going",
            Self::Maybe => "Maybe",
            Self::NotGoing => "Not going",
        }
    }
}

/// What one person answered last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Answer {
    /// The person's address on the channel.
    pub platform_user_id: String,
    /// The options that were chosen; empty if the person took the answer back.
    pub choices: Vec<String>,
    /// People whom the person brings to an event.
    pub extra_guests: u32,
    /// When, by the channel's clock.
    pub at: Timestamp,
}
