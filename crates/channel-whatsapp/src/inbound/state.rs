//! What another device of the account changed about its chats: archive, pins, stars, labels …

use crate::inbound::{Book, numbers};
use crate::jid::chat_type;
use omni_channel::{ChatChange, Inbound, StateUpdate};
use omni_domain::Timestamp;
use omni_domain::chat_state::{Label, Mute};
use omni_domain::conversation::ChatType;
use wacore::types::events::Event;
use wacore_binary::Jid;
use waproto::whatsapp::sync_action_value::{MuteAction, SyncActionMessageRange};

/// Reads an event about what is kept; `None` if it is about something else.
pub(super) async fn read(event: &Event, book: Book<'_>) -> Option<Inbound> {
    let (jid, change) = match event {
        Event::ArchiveUpdate(update) => {
            (&update.jid, ChatChange::Archived(update.action.archived.unwrap_or_default()))
        }
        Event::PinUpdate(update) => {
            (&update.jid, ChatChange::Pinned(update.action.pinned.unwrap_or_default()))
        }
        Event::MuteUpdate(update) => (&update.jid, ChatChange::Muted(mute(&update.action))),
        Event::MarkChatAsReadUpdate(update) => {
            (&update.jid, ChatChange::MarkedUnread(!update.action.read.unwrap_or(true)))
        }
        Event::ClearChatUpdate(update) => {
            let range = update.action.message_range.as_option();
            let until = until(range, update.timestamp.timestamp_millis());
            (&update.jid, ChatChange::Cleared { until, starred: update.delete_starred })
        }
        Event::DeleteChatUpdate(update) => {
            let range = update.action.message_range.as_option();
            let until = until(range, update.timestamp.timestamp_millis());
            (&update.jid, ChatChange::Deleted { until })
        }
        Event::LabelAssociationUpdate(update) => {
            let on = update.action.labeled.unwrap_or_default();
            (&update.chat_jid, ChatChange::Labelled { label: update.label_id.clone(), on })
        }
        other => return apart(other, book).await.map(|update| Inbound::State(Box::new(update))),
    };
    chat(jid, change, book).await
}

/// A change of what is kept about a chat.
pub(super) async fn chat(jid: &Jid, change: ChatChange, book: Book<'_>) -> Option<Inbound> {
    let kind = chat_type(jid);
    if matches!(kind, ChatType::Channel | ChatType::Broadcast) {
        return None;
    }
    let chat = book.address(jid, None).await;
    Some(Inbound::State(Box::new(StateUpdate::Chat { chat, chat_type: kind, change })))
}

/// Changes of messages and labels.
async fn apart(event: &Event, book: Book<'_>) -> Option<StateUpdate> {
    match event {
        Event::StarUpdate(update) => Some(StateUpdate::Starred {
            chat: book.address(&update.chat_jid, None).await,
            external_id: update.message_id.clone(),
            on: update.action.starred.unwrap_or_default(),
        }),
        Event::LabelEditUpdate(update) if update.action.deleted.unwrap_or_default() => {
            Some(StateUpdate::LabelDeleted { id: update.label_id.clone() })
        }
        Event::LabelEditUpdate(update) => {
            let name = update.action.name.clone().filter(|name| !name.is_empty())?;
            let color = update.action.color.unwrap_or_default();
            Some(StateUpdate::Label(Label { id: update.label_id.clone(), name, color }))
        }
        _ => None,
    }
}

fn mute(action: &MuteAction) -> Mute {
    if !action.muted.unwrap_or_default() {
        return Mute::Off;
    }
    // Without an end, or with -1, it does not end by itself.
    action.mute_end_timestamp.and_then(numbers::moment).map_or(Mute::Always, Mute::Until)
}

/// Up to the newest message that the device had: its second ends it. Without one, up to the change.
fn until(range: Option<&SyncActionMessageRange>, changed_at: i64) -> Timestamp {
    let newest = range.and_then(|range| range.last_message_timestamp);
    let newest = newest.and_then(numbers::moment_of_seconds);
    newest.map_or(Timestamp(changed_at), |newest| Timestamp(newest.millis() + 999))
}

#[cfg(test)]
mod tests {
    use super::{mute, until};
    use omni_domain::Timestamp;
    use omni_domain::chat_state::Mute;
    use waproto::whatsapp::sync_action_value::{MuteAction, SyncActionMessageRange};

    #[test]
    fn a_mute_has_an_end_or_none() {
        let action = |muted, end| MuteAction {
            muted: Some(muted),
            mute_end_timestamp: end,
            ..MuteAction::default()
        };
        assert_eq!(mute(&action(true, Some(5_000))), Mute::Until(Timestamp(5_000)));
        assert_eq!(mute(&action(true, Some(-1))), Mute::Always);
        assert_eq!(mute(&action(true, None)), Mute::Always);
        assert_eq!(mute(&action(false, Some(0))), Mute::Off);
    }

    #[test]
    fn messages_of_the_last_second_are_cleared_too() {
        let range = SyncActionMessageRange {
            last_message_timestamp: Some(7),
            ..SyncActionMessageRange::default()
        };
        assert_eq!(until(Some(&range), 1), Timestamp(7_999));
        assert_eq!(until(None, 1), Timestamp(1));
    }
}
