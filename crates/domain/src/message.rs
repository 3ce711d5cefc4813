//! Messages and their delivery status.

use crate::clock::Timestamp;
use crate::content::{Content, MessageContext};
use crate::conversation::Address;
use crate::ids::{ChatId, IdentityId, InstanceId, MessageId, PersonId, TenantId, UserId};
use crate::pacing::Hold;
use crate::text_enum::text_enum;
use serde::{Deserialize, Serialize};

text_enum! {
    /// The direction of a message, as seen from the instance.
    pub enum Direction {
        /// To the instance.
        Inbound = "inbound",
        /// From the instance, whether sent from here or on the person's own phone.
        Outbound = "outbound",
    }
}

text_enum! {
    /// How a message reached the store.
    pub enum MessageSource {
        /// Live, or from the network's offline queue.
        Realtime = "realtime",
        /// From a history sync.
        Sync = "sync",
        /// Sent through an API.
        Api = "api",
        /// Sent by an agent.
        Agent = "agent",
        /// Sent by the person on another of their devices.
        Device = "device",
    }
}

text_enum! {
    /// The delivery status of a message. Only [`DeliveryStatus::can_become`] changes it.
    pub enum DeliveryStatus {
        /// Inbound and stored.
        Received = "received",
        /// Inbound, but its content could not be decrypted yet.
        Undecryptable = "undecryptable",
        /// Outbound and durably accepted; not yet accepted by the network.
        Queued = "queued",
        /// The network accepted it.
        Sent = "sent",
        /// It was delivered to the recipient's device.
        Delivered = "delivered",
        /// The recipient has read it.
        Read = "read",
        /// Given up; it will never be sent again.
        Failed = "failed",
    }
}

impl DeliveryStatus {
    /// Whether a message in this status may move to `next`. Receipts arrive in any order and
    /// more than once, so a status only ever moves forward, and `Failed` is final.
    pub const fn can_become(self, next: Self) -> bool {
        use DeliveryStatus::{Delivered, Failed, Queued, Read, Received, Sent, Undecryptable};
        match self {
            Queued => matches!(next, Sent | Delivered | Read | Failed),
            Sent => matches!(next, Delivered | Read | Failed),
            Delivered | Received => matches!(next, Read),
            Undecryptable => matches!(next, Received),
            Read | Failed => false,
        }
    }

    /// The statuses from which `next` may be reached.
    pub fn predecessors(next: Self) -> Vec<Self> {
        Self::ALL.iter().copied().filter(|status| status.can_become(next)).collect()
    }
}

/// A reaction on a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Reaction {
    /// The emoji; an empty text takes the reaction back and is not stored.
    pub emoji: String,
    /// Who reacted (channel address).
    pub platform_user_id: String,
    /// When.
    pub at: Timestamp,
}

impl Reaction {
    /// The person's reaction among these, under either of their addresses.
    #[must_use]
    pub fn of<'a>(reactions: &'a [Self], who: &Address) -> Option<&'a Self> {
        reactions.iter().find(|reaction| reaction.is_of(who))
    }

    /// The reactions of a message after one more: each person has one, whichever of their addresses
    /// it is under, and an empty emoji removes it.
    #[must_use]
    pub fn replace(
        mut reactions: Vec<Self>,
        who: &Address,
        emoji: &str,
        at: Timestamp,
    ) -> Vec<Self> {
        reactions.retain(|reaction| !reaction.is_of(who));
        if !emoji.is_empty() {
            let (emoji, platform_user_id) = (emoji.to_owned(), who.id.clone());
            reactions.push(Self { emoji, platform_user_id, at });
        }
        reactions
    }

    fn is_of(&self, who: &Address) -> bool {
        who.all().any(|address| address == self.platform_user_id)
    }
}

/// An earlier text of an edited message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditEntry {
    /// The text before the edit.
    pub text: String,
    /// When it was replaced.
    pub at: Timestamp,
}

/// Who sent a message from here: a signed-in user. Keys, agents and the account's own phone are none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum SentBy {
    /// A user of the tenant.
    User {
        /// The user, who may be deleted since.
        id: UserId,
        /// Their name. It is not part of the message's row, and read only to be shown.
        name: Option<String>,
    },
}

impl SentBy {
    /// The user.
    pub const fn user_id(&self) -> UserId {
        let Self::User { id, .. } = self;
        *id
    }
}

/// A message, inbound or outbound.
#[derive(Debug, Clone, PartialEq)]
pub struct Message {
    /// Internal id.
    pub id: MessageId,
    /// Owner.
    pub tenant_id: TenantId,
    /// The instance it was received or sent through.
    pub instance_id: InstanceId,
    /// Its conversation.
    pub chat_id: ChatId,
    /// The channel's id for it; unique in a chat. Where the network assigns it only when it accepts
    /// the message, this is the id under which it is sent until then.
    pub external_id: String,
    /// Its direction.
    pub direction: Direction,
    /// How it reached the store.
    pub source: MessageSource,
    /// The sender's address on the channel.
    pub sender_platform_id: String,
    /// The sender's display name.
    pub sender_name: Option<String>,
    /// The sender's identity, if inbound.
    pub sender_identity_id: Option<IdentityId>,
    /// The sender's person, if inbound.
    pub sender_person_id: Option<PersonId>,
    /// Its content.
    pub content: Content,
    /// What belongs to it beside its content.
    pub context: MessageContext,
    /// Its delivery status.
    pub status: DeliveryStatus,
    /// Why it failed: a stable code (`channel.rejected.463`, ...).
    pub failure_code: Option<String>,
    /// Why it failed, for people.
    pub failure_message: Option<String>,
    /// The channel's id of the message it replies to.
    pub reply_to_external_id: Option<String>,
    /// Reactions on it.
    pub reactions: Vec<Reaction>,
    /// Earlier texts, oldest first.
    pub edits: Vec<EditEntry>,
    /// Last edit.
    pub edited_at: Option<Timestamp>,
    /// Revoked by its sender.
    pub deleted_at: Option<Timestamp>,
    /// When it was written, by the channel's clock.
    pub platform_timestamp: Timestamp,
    /// When it was stored.
    pub created_at: Timestamp,
    /// Last change.
    pub updated_at: Timestamp,
    /// When the network accepted it.
    pub sent_at: Option<Timestamp>,
    /// When it was delivered to the recipient's device.
    pub delivered_at: Option<Timestamp>,
    /// When the recipient read it.
    pub read_at: Option<Timestamp>,
    /// Why a queued message waits. Kept in a row of its own, and read only to be shown.
    pub hold: Option<Hold>,
    /// The user who sent it.
    pub sent_by: Option<SentBy>,
}

#[cfg(test)]
mod tests {
    use super::DeliveryStatus::{self, Delivered, Failed, Queued, Read, Sent};
    use super::{Address, Reaction, Timestamp};

    #[test]
    fn status_only_moves_forward_and_failed_is_final() {
        assert!(Queued.can_become(Read), "a read receipt may arrive before the acknowledgement");
        assert!(!Read.can_become(Delivered));
        for next in DeliveryStatus::ALL {
            assert!(!Failed.can_become(*next));
        }
        assert_eq!(DeliveryStatus::predecessors(Delivered), vec![Queued, Sent]);
    }

    #[test]
    fn a_person_has_one_reaction_under_both_addresses() {
        let reaction = |who: &str, emoji: &str| Reaction {
            emoji: emoji.to_owned(),
            platform_user_id: who.to_owned(),
            at: Timestamp(1),
        };
        let who = Address::new("1@p").with_alt("9@lid");
        let before = vec![reaction("9@lid", "👍"), reaction("2@p", "😮")];
        assert_eq!(Reaction::of(&before, &who), Some(&before[0]));
        let changed = Reaction::replace(before.clone(), &who, "❤️", Timestamp(1));
        assert_eq!(changed, [reaction("2@p", "😮"), reaction("1@p", "❤️")]);
        let removed = Reaction::replace(before, &who, "", Timestamp(1));
        assert_eq!(removed, [reaction("2@p", "😮")]);
    }
}
