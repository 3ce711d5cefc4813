//! Bodies about what people configure. They have ids and names, never a value or a secret: events are
//! kept, and delivered to other programs.

use crate::access::Principal;
use crate::ids::{
    ApiKeyId, EntryPointId, InstanceId, ProviderId, QuickReplyId, SavedViewId, UserId,
    WebhookEndpointId,
};
use crate::instance::ChannelType;
use serde::{Deserialize, Serialize};

/// An instance was created, changed or deleted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct InstanceChanged {
    /// The instance.
    pub instance_id: InstanceId,
    /// Its network.
    #[serde(rename = "channelType")]
    pub channel: ChannelType,
    /// Its name after the change.
    pub name: String,
    /// Who did that.
    pub changed_by: Principal,
}

/// A provider of agents was created, changed or deleted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ProviderChanged {
    /// The provider.
    pub provider_id: ProviderId,
    /// Its name after the change.
    pub name: String,
    /// Who did that.
    pub changed_by: Principal,
}

/// An API key was created, changed or revoked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct KeyChanged {
    /// The key.
    pub key_id: ApiKeyId,
    /// Its name after the change.
    pub name: String,
    /// Who did that.
    pub changed_by: Principal,
}

/// A user was created, changed or deleted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UserChanged {
    /// The user.
    pub user_id: UserId,
    /// Their name after the change.
    pub name: String,
    /// Who did that.
    pub changed_by: Principal,
}

/// A setting was set, reset or deleted. Its value is in the setting and in its history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SettingChanged {
    /// Its name.
    pub key: String,
    /// Who did that.
    pub changed_by: Principal,
}

/// A webhook endpoint was created, changed or deleted. Its address may hold a secret and is left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct WebhookEndpointChanged {
    /// The endpoint.
    pub endpoint_id: WebhookEndpointId,
    /// Its description after the change.
    pub description: Option<String>,
    /// Who did that.
    pub changed_by: Principal,
}

/// An entry point was created, changed or deleted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EntryPointChanged {
    /// The entry point.
    pub entry_point_id: EntryPointId,
    /// Its name after the change.
    pub name: String,
    /// Who did that.
    pub changed_by: Principal,
}

/// A quick reply was created, changed or deleted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct QuickReplyChanged {
    /// The quick reply.
    pub quick_reply_id: QuickReplyId,
    /// Its shortcut after the change.
    pub shortcut: String,
    /// Only for this instance; `None` is for all.
    pub instance_id: Option<InstanceId>,
    /// Who did that.
    pub changed_by: Principal,
}

/// A provider of agents stopped answering as it should, or does again. Why is in the provider alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ProviderHealthChanged {
    /// The provider.
    pub provider_id: ProviderId,
    /// Its name.
    pub name: String,
    /// Whether it answers as it should.
    pub healthy: bool,
    /// Who checked it; the server itself, where the requests of turns have shown it.
    pub changed_by: Principal,
}

/// A layer of AI settings was changed. What it sets is in the layer alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AiLayerChanged {
    /// The instance, of its layer and of a chat's.
    pub instance_id: Option<InstanceId>,
    /// The conversation's address, of a chat's layer.
    #[serde(rename = "chatId")]
    pub chat: Option<String>,
    /// Who did that.
    pub changed_by: Principal,
}

/// A saved view was created, changed or deleted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ViewChanged {
    /// The view.
    pub view_id: SavedViewId,
    /// The user who keeps it, and alone receives the event.
    pub user_id: UserId,
}
