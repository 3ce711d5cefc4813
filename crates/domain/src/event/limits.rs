//! Bodies about what limits an account: its instance's settings, and its network.

use crate::clock::Timestamp;
use crate::ids::InstanceId;
use crate::instance::ChannelType;
use crate::pacing::HoldReason;
use crate::text_enum::text_enum;
use serde::{Deserialize, Serialize};

/// A queued message that waits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MessageHeld {
    /// The network's id that it will have.
    pub external_id: String,
    /// The conversation's address.
    #[serde(rename = "chatId")]
    pub chat: String,
    /// Why it waits.
    pub reason: HoldReason,
    /// It is not sent before.
    pub not_before: Timestamp,
}

/// The network does not let the account begin conversations for now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct InstanceRestricted {
    /// The instance.
    pub instance_id: InstanceId,
    /// Its network.
    #[serde(rename = "channelType")]
    pub channel: ChannelType,
    /// What is restricted and what helps, for people.
    pub message: String,
    /// When it ends.
    pub until: Timestamp,
}

/// The network lets the account begin conversations again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct InstanceRestrictionEnded {
    /// The instance.
    pub instance_id: InstanceId,
    /// Its network.
    #[serde(rename = "channelType")]
    pub channel: ChannelType,
    /// When the restriction began.
    pub since: Timestamp,
}

/// The network suspends the account for some time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct InstanceBanned {
    /// The instance.
    pub instance_id: InstanceId,
    /// Its network.
    #[serde(rename = "channelType")]
    pub channel: ChannelType,
    /// The network's own code of the reason.
    pub code: String,
    /// The reason and what helps, for people.
    pub message: String,
    /// When it ends. The instance connects again then.
    pub until: Timestamp,
}

text_enum! {
    /// Why a session was ended for good.
    pub enum LogoutReason {
        /// The account's phone, or the network, removed this device.
        DeviceRemoved = "device_removed",
        /// The network no longer accepts the session.
        SessionRefused = "session_refused",
        /// It was requested here.
        Requested = "requested",
    }
}

impl LogoutReason {
    /// What happened and what to do, for people.
    pub const fn explanation(self) -> &'static str {
        match self {
            Self::DeviceRemoved => {
                "the phone removed this device; scan the new QR to link it again"
            }
            Self::SessionRefused => {
                "the network no longer accepts this session; scan the new QR to link it again"
            }
            Self::Requested => "it was logged out; scan the new QR to link it again",
        }
    }
}

/// The session was ended for good. The account has to be linked again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct InstanceLoggedOut {
    /// The instance.
    pub instance_id: InstanceId,
    /// Its network.
    #[serde(rename = "channelType")]
    pub channel: ChannelType,
    /// Why.
    pub reason: LogoutReason,
    /// What happened and what to do, for people.
    pub message: String,
}

text_enum! {
    /// Why a person has to act before an instance connects again.
    pub enum FailureReason {
        /// Another client took the session over.
        SessionReplaced = "session_replaced",
        /// The message has what to do: the account is locked, or this version is too old.
        ActionNeeded = "action_needed",
    }
}

/// The session ended, and a person has to act before the instance connects again. The account is linked still.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct InstanceFailed {
    /// The instance.
    pub instance_id: InstanceId,
    /// Its network.
    #[serde(rename = "channelType")]
    pub channel: ChannelType,
    /// Why.
    pub reason: FailureReason,
    /// What happened and what to do, for people.
    pub message: String,
}
