use super::Address;
use crate::clock::Timestamp;
use crate::ids::{ChatId, InstanceId, TenantId};
use crate::text_enum::text_enum;

text_enum! {
    /// The kind of conversation (docs/API-OMNI.md).
    pub enum ChatType {
        /// One other person.
        Dm = "dm",
        /// Several.
        Group = "group",
        /// A public or server channel.
        Channel = "channel",
        /// A thread of a channel.
        Thread = "thread",
        /// A broadcast list, also WhatsApp status.
        Broadcast = "broadcast",
    }
}

/// A conversation on an instance.
#[derive(Debug, Clone, PartialEq)]
pub struct Chat {
    /// Internal id.
    pub id: ChatId,
    /// Owner.
    pub tenant_id: TenantId,
    /// The instance it is on.
    pub instance_id: InstanceId,
    /// The channel's id for it; [`Address::alt`] is its other address.
    pub address: Address,
    /// What kind of conversation.
    pub chat_type: ChatType,
    /// Its name.
    pub name: Option<String>,
    /// How many messages are stored.
    pub message_count: i64,
    /// How many of them the instance has not read.
    pub unread_count: i64,
    /// The newest message's time.
    pub last_message_at: Option<Timestamp>,
    /// The newest message in one line.
    pub last_message_preview: Option<String>,
    /// First seen.
    pub created_at: Timestamp,
    /// Last change.
    pub updated_at: Timestamp,
}
