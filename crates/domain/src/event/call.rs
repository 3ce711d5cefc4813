//! Bodies about calls.

use crate::content::{CallMedia, CallOutcome};
use serde::{Deserialize, Serialize};

/// Someone calls the account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CallReceived {
    /// The call's id on the network.
    pub call_id: String,
    /// The address of the conversation: the caller's, or the group's where it is known.
    #[serde(rename = "chatId")]
    pub chat: String,
    /// The address of the caller.
    pub from: String,
    /// Sound, or sound and pictures.
    pub media: CallMedia,
    /// Whether several people are called.
    pub is_group: bool,
}

/// A call is over, as far as this account is concerned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CallEnded {
    /// The call's id on the network.
    pub call_id: String,
    /// The address of the conversation.
    #[serde(rename = "chatId")]
    pub chat: String,
    /// The address of the caller.
    pub from: String,
    /// How it ended.
    pub outcome: CallOutcome,
}
