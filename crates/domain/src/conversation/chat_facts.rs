use super::{AgentPause, Assignee};
use crate::ai_layer::AiChat;
use crate::chat_state::ChatState;

/// Whether a chat's media is processed (described, transcribed), and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChatProcessing {
    /// Process it.
    pub media_enabled: bool,
    /// Why, for people.
    pub note: Option<String>,
}

impl Default for ChatProcessing {
    /// A chat without a decision is processed.
    fn default() -> Self {
        Self { media_enabled: true, note: None }
    }
}

/// What is stored about a chat beside its row.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ChatFacts {
    /// Number of participants, if the channel reports it.
    pub participant_count: i64,
    /// Whether its media is processed.
    pub processing: ChatProcessing,
    /// What the account keeps about it on all of its devices.
    pub state: ChatState,
    /// Ids of its labels, in order.
    pub labels: Vec<String>,
    /// Its AI layer, if it has one.
    pub ai: Option<AiChat>,
    /// The address of its picture, if it was requested recently.
    pub picture_url: Option<String>,
    /// The user to whom it is assigned.
    pub assignee: Option<Assignee>,
    /// The last pause of its agent; see [`AgentPause::holds`].
    pub pause: Option<AgentPause>,
    /// The account has blocked the other person.
    pub is_blocked: bool,
}
