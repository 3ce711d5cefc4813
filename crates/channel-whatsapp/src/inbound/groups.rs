//! Groups: their names and participants.

use crate::inbound::{Book, state};
use omni_channel::{ChatChange, ChatInfo, Inbound};
use omni_domain::conversation::ChatType;
use wacore::iq::groups::ParticipantType;
use wacore::stanza::groups::GroupNotificationAction as Action;
use wacore::types::events::GroupUpdate;
use wacore_binary::Jid;
use whatsapp_rust::GroupMetadata;

/// Reads a changed group name. The participants are requested, not computed from notifications:
/// one missed notification would make every later list wrong.
pub(super) async fn notified(update: &GroupUpdate, book: Book<'_>) -> Option<Inbound> {
    let Action::Subject { subject, .. } = &update.action else { return None };
    Some(Inbound::Chat(ChatInfo {
        chat: book.address(&update.group_jid, None).await,
        chat_type: ChatType::Group,
        name: Some(subject.clone()),
        participants: None,
    }))
}

/// Reads after how long the messages of a group disappear, if that has changed.
pub(super) async fn disappearing(update: &GroupUpdate, book: Book<'_>) -> Option<Inbound> {
    let Action::Ephemeral { expiration, .. } = &update.action else { return None };
    state::chat(&update.group_jid, ChatChange::Disappearing(*expiration), book).await
}

/// Whether the group's participants have changed.
pub(super) const fn changes_members(action: &Action) -> bool {
    matches!(
        action,
        Action::Add { .. }
            | Action::Remove { .. }
            | Action::Promote { .. }
            | Action::Demote { .. }
            | Action::Modify { .. }
            | Action::Create { .. }
    )
}

/// A group's name and participants, as the server reports them.
pub(crate) async fn described(group: &GroupMetadata, book: Book<'_>) -> Inbound {
    let creator = [group.creator.as_ref(), group.creator_pn.as_ref()];
    let is_creator = |jid: &Jid| creator.iter().flatten().any(|one| one.is_same_chat_as(jid));
    let mut participants = Vec::with_capacity(group.participants.len());
    for member in &group.participants {
        let alt =
            if member.jid.is_lid() { member.phone_number.as_ref() } else { member.lid.as_ref() };
        let role = match member.participant_type {
            ParticipantType::SuperAdmin => "owner",
            ParticipantType::Admin if is_creator(&member.jid) => "owner",
            ParticipantType::Admin => "admin",
            ParticipantType::Member => "member",
        };
        participants.push((book.address(&member.jid, alt).await, role));
    }
    Inbound::Chat(ChatInfo {
        chat: book.address(&group.id, None).await,
        chat_type: ChatType::Group,
        name: Some(group.subject.clone()).filter(|name| !name.is_empty()),
        participants: Some(participants),
    })
}
