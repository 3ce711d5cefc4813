//! Reads the history that the phone sends: one conversation in memory at a time.

use crate::inbound::contacts::about;
use crate::inbound::message::{self, Envelope, Me};
use crate::inbound::unwrap::unwrap;
use crate::inbound::{Book, kinds, numbers};
use crate::jid::{address, bare, chat_type};
use omni_channel::{ChatInfo, ContactUpdate, Inbound};
use omni_domain::Timestamp;
use omni_domain::conversation::{Address, ChatType};
use std::borrow::Cow;
use wacore_binary::{Jid, Server};
use waproto::buffa::MessageField;
use waproto::whatsapp as wa;
use waproto::whatsapp::message::LiveLocationMessage;

/// The address of a conversation.
pub(super) async fn chat(conversation: &wa::Conversation, book: Book<'_>) -> Option<Address> {
    let jid = conversation.id.parse::<Jid>().ok()?;
    let alt =
        [&conversation.pn_jid, &conversation.lid_jid, &conversation.new_jid, &conversation.old_jid]
            .into_iter()
            .flatten()
            .filter_map(|text| text.parse::<Jid>().ok())
            .find(|alt| alt.server != jid.server && matches!(alt.server, Server::Pn | Server::Lid));
    Some(book.address(&jid, alt.as_ref()).await)
}

/// Reads a conversation, oldest message first.
pub(super) async fn conversation(conversation: &wa::Conversation, book: Book<'_>) -> Vec<Inbound> {
    let Ok(jid) = conversation.id.parse::<Jid>() else { return Vec::new() };
    let kind = chat_type(&jid);
    if matches!(kind, ChatType::Channel | ChatType::Broadcast) {
        return Vec::new();
    }
    let Some(chat) = chat(conversation, book).await else { return Vec::new() };
    let me = book.me();
    let mut received = Vec::with_capacity(conversation.messages.len() + 1);
    if let Some(name) = conversation
        .name
        .clone()
        .or_else(|| conversation.display_name.clone())
        .filter(|name| !name.is_empty())
    {
        received.push(if kind == ChatType::Group {
            let name = Some(name);
            Inbound::Chat(ChatInfo {
                chat: chat.clone(),
                chat_type: kind,
                name,
                participants: None,
            })
        } else {
            Inbound::Contact(ContactUpdate { saved_name: Some(name), ..about(chat.clone()) })
        });
    }
    let mut messages = Vec::with_capacity(conversation.messages.len());
    for item in &conversation.messages {
        if let Some(inbound) = one(item, &chat, kind, &me, book).await {
            messages.push(inbound);
        }
    }
    // Phones send the newest first, but the protocol does not guarantee it.
    messages.sort_by_key(|one| match one {
        Inbound::Message(message) => message.timestamp,
        _ => Timestamp(0),
    });
    received.append(&mut messages);
    received
}

async fn one(
    item: &wa::HistorySyncMsg,
    chat: &Address,
    kind: ChatType,
    me: &Me,
    book: Book<'_>,
) -> Option<Inbound> {
    let info = item.message.as_option()?;
    let (key, body) = (info.key.as_option()?, info.message.as_option()?);
    let id = key.id.clone().filter(|id| !id.is_empty())?;
    let from_me = key.from_me.unwrap_or(false);
    let author =
        key.participant.as_deref().or(info.participant.as_deref()).filter(|text| !text.is_empty());
    let sender = if from_me {
        address(me.pn.clone().or_else(|| me.lid.clone())?, me.pn.as_ref().and(me.lid.clone()))
    } else if let Some(author) = author {
        book.address_of_text(author).await
    } else if kind == ChatType::Dm {
        chat.clone()
    } else {
        // A group message without an author cannot be attributed.
        return None;
    };
    // A notice of the phone's own ("the group was created") has no message in it.
    kinds::present(body).next()?;
    let seconds = info.message_timestamp.and_then(|at| i64::try_from(at).ok());
    let envelope = Envelope {
        id,
        chat: chat.clone(),
        chat_type: kind,
        chat_name: None,
        sender,
        sender_name: info.push_name.clone().filter(|name| !name.is_empty() && !from_me),
        from_me,
        from_history: true,
        timestamp: seconds.and_then(numbers::moment_of_seconds)?,
        comment_on: None,
    };
    let body = with_last_position(body, info.final_live_location.as_option());
    // Earlier reactions, edits and revokes are already applied to what the phone shows.
    match message::read(&body, envelope, me)? {
        received @ Inbound::Message(_) => Some(received),
        _ => None,
    }
}

/// A live location at the last position that the phone received. Its updates are encrypted with keys
/// that linked devices do not get.
fn with_last_position<'a>(
    body: &'a wa::Message,
    last: Option<&LiveLocationMessage>,
) -> Cow<'a, wa::Message> {
    let (Some(last), Some(first)) = (last, unwrap(body).live_location_message.as_option()) else {
        return Cow::Borrowed(body);
    };
    let position = LiveLocationMessage {
        degrees_latitude: last.degrees_latitude.or(first.degrees_latitude),
        degrees_longitude: last.degrees_longitude.or(first.degrees_longitude),
        ..first.clone()
    };
    Cow::Owned(wa::Message {
        live_location_message: MessageField::some(position),
        ..wa::Message::default()
    })
}

/// The push names: the names that people set for themselves.
pub(super) async fn names(rest: &wa::HistorySync, book: Book<'_>) -> Vec<Inbound> {
    let mut received = Vec::with_capacity(rest.pushnames.len());
    for entry in &rest.pushnames {
        let Some(jid) = entry.id.as_deref().and_then(|id| id.parse::<Jid>().ok()) else { continue };
        let Some(name) = entry.pushname.clone().filter(|name| !name.is_empty() && name != "-")
        else {
            continue;
        };
        if matches!(bare(&jid).server, Server::Pn | Server::Lid) {
            let address = book.address(&jid, None).await;
            received
                .push(Inbound::Contact(ContactUpdate { push_name: Some(name), ..about(address) }));
        }
    }
    received
}

#[cfg(test)]
mod tests {
    use super::with_last_position;
    use waproto::buffa::MessageField;
    use waproto::whatsapp as wa;
    use waproto::whatsapp::message::{FutureProofMessage, LiveLocationMessage};

    fn at(latitude: f64, longitude: f64) -> LiveLocationMessage {
        LiveLocationMessage {
            degrees_latitude: Some(latitude),
            degrees_longitude: Some(longitude),
            ..Default::default()
        }
    }

    fn live(position: LiveLocationMessage) -> wa::Message {
        wa::Message { live_location_message: MessageField::some(position), ..Default::default() }
    }

    #[test]
    fn a_live_location_of_the_history_is_where_it_was_last() {
        let named = LiveLocationMessage { caption: Some("my way".to_owned()), ..at(1.0, 2.0) };
        let envelope = FutureProofMessage { message: MessageField::some(live(named.clone())) };
        let wrapped =
            wa::Message { ephemeral_message: MessageField::some(envelope), ..Default::default() };
        for message in [live(named), wrapped] {
            let shown = with_last_position(&message, Some(&at(3.0, 4.0)));
            let shown = shown.live_location_message.as_option().expect("a position");
            let position = (shown.degrees_latitude, shown.degrees_longitude);
            assert_eq!(position, (Some(3.0), Some(4.0)));
            assert_eq!(shown.caption.as_deref(), Some("my way"));
        }
    }

    #[test]
    fn other_messages_of_the_history_are_as_they_were() {
        let text = wa::Message { conversation: Some("hi".to_owned()), ..Default::default() };
        let shown = with_last_position(&text, Some(&at(3.0, 4.0)));
        assert_eq!(shown.conversation.as_deref(), Some("hi"));
        let first = live(at(1.0, 2.0));
        let shown = with_last_position(&first, None);
        let shown = shown.live_location_message.as_option().expect("a position");
        assert_eq!(shown.degrees_latitude, Some(1.0));
    }
}
