//! What is encrypted with the secret of a poll or an event: edits of it, and what else refers to it.
//!
//! The library decrypts such a message where it has the secret, and passes on what is inside alone:
//! an edit of a poll would be a second poll. The store therefore returns no secrets of polls and
//! events to it, so that the envelope arrives here, with its target. Where the library had the secret all
//! the same, because the poll is not stored yet, `recent.rs` finds the target.

use crate::inbound::message::Envelope;
use crate::inbound::secrets::{self, Kept};
use crate::inbound::{unsupported, unwrap};
use crate::jid::bare;
use crate::session::Core;
use omni_channel::Inbound;
use omni_domain::content::Content;
use wacore::types::events::InboundMessage;
use wacore::types::message::{EditAttribute, MessageInfo, MessageSource};
use wacore_binary::Jid;
use waproto::buffa::MessageField;
use waproto::whatsapp as wa;
use waproto::whatsapp::message::ProtocolMessage;
use waproto::whatsapp::message::protocol_message::Type;
use whatsapp_rust::features::SecretEncKind;
use whatsapp_rust::features::message_edit::{self, SecretEncrypted};

/// How the server marks what belongs to another message: reactions, edits, votes.
const ADDITION: &str = "add_on";

/// A message that was decrypted here.
pub(super) struct Opened {
    /// As if it had been sent in the open.
    pub(super) message: wa::Message,
    /// The poll or event that it is about, where the message itself does not name it.
    pub(super) about: Option<wa::MessageKey>,
}

/// The message inside; `None` if there is no envelope, its target is not kept, or the target's secret
/// does not decrypt it.
pub(super) async fn open(core: &Core, item: &InboundMessage) -> Option<Opened> {
    let sealed = message_edit::extract_secret_encrypted(unwrap::unwrap(&item.message))?;
    let id = sealed.target_id()?;
    let kept = secrets::find(core, id).await?;
    let (senders, is_author) = senders(&kept, &item.info.source);
    let mut inside = decrypt(&sealed, id, &kept, &senders)?;
    let target = sealed.target_message_key.clone();
    match sealed.kind {
        SecretEncKind::EventEdit | SecretEncKind::PollEdit | SecretEncKind::MessageEdit => {
            let edited = edited(&inside);
            if is_author {
                secrets::renew(core, id, kept, edited).await;
            }
            Some(Opened { message: in_the_open(target, &inside), about: None })
        }
        SecretEncKind::EncReaction => {
            if let Some(reaction) = inside.reaction_message.as_option_mut() {
                reaction.key = MessageField::some(target);
            }
            Some(Opened { message: inside, about: None })
        }
        SecretEncKind::EncComment | SecretEncKind::PollAddOption => {
            Some(Opened { message: inside, about: Some(target) })
        }
    }
}

/// An edit that the library decrypted all the same, since it still had the secret in memory, of a poll or
/// an event that was just received. `None` if it is another one, or if what it changes is not remembered.
pub(super) async fn edit_in_the_open(
    core: &Core,
    item: &InboundMessage,
    envelope: &Envelope,
) -> Option<Opened> {
    let id = core.recent.edited_by(envelope, &item.message)?;
    if let Some(kept) = secrets::find(core, &id).await {
        secrets::renew(core, &id, kept, &item.message).await;
    }
    // Relative to the sender: the author edits.
    let target = wa::MessageKey { id: Some(id), from_me: Some(true), ..Default::default() };
    Some(Opened { message: in_the_open(target, &item.message), about: None })
}

/// Names an edit that the library decrypted all the same, of which nothing is known: it is not another
/// event.
pub(super) fn name_edit(info: &MessageInfo, inbound: &mut Inbound) {
    let Inbound::Message(message) = inbound else { return };
    let is_addition = info.meta_info.content_type.as_deref() == Some(ADDITION);
    if info.edit != EditAttribute::MessageEdit && !is_addition {
        return;
    }
    let (kind, text) = match &message.content {
        Content::Event(event) => ("event_edit", event.name.clone()),
        Content::Poll { question, .. } => ("poll_edit", question.clone()),
        _ => return,
    };
    message.content = unsupported::named(kind, Some(text).filter(|text| !text.is_empty()));
}

/// The addresses of the sender, each of which may be part of the key, and whether the target is the
/// sender's own: then the addresses of its author are the sender's too.
fn senders(kept: &Kept, source: &MessageSource) -> (Vec<Jid>, bool) {
    let known = [Some(&source.sender), source.sender_alt.as_ref()].into_iter().flatten();
    let mut senders: Vec<Jid> = known.map(bare).collect();
    let creators: Vec<Jid> = kept.creators().map(|creator| bare(&creator)).collect();
    let is_author = creators.iter().any(|creator| senders.contains(creator));
    if is_author {
        senders.extend(creators);
    }
    (senders, is_author)
}

fn decrypt(
    sealed: &SecretEncrypted<'_>,
    id: &str,
    kept: &Kept,
    senders: &[Jid],
) -> Option<wa::Message> {
    let SecretEncrypted { kind, enc_payload, enc_iv, .. } = *sealed;
    kept.creators().map(|creator| bare(&creator)).find_map(|creator| {
        senders.iter().find_map(|sender| {
            let (secret, creator) = (&kept.secret, &creator);
            message_edit::decrypt_secret_encrypted(
                enc_payload,
                enc_iv,
                secret,
                kind,
                id,
                creator,
                sender,
            )
            .ok()
        })
    })
}

/// What the target becomes: the message inside, or the one in its protocol message.
fn edited(inside: &wa::Message) -> &wa::Message {
    let protocol = inside.protocol_message.as_option();
    protocol.and_then(|protocol| protocol.edited_message.as_option()).unwrap_or(inside)
}

fn in_the_open(target: wa::MessageKey, inside: &wa::Message) -> wa::Message {
    let at = inside.protocol_message.as_option().and_then(|protocol| protocol.timestamp_ms);
    wa::Message {
        protocol_message: MessageField::some(ProtocolMessage {
            key: MessageField::some(target),
            r#type: Some(Type::MESSAGE_EDIT),
            edited_message: MessageField::some(edited(inside).clone()),
            timestamp_ms: at,
            ..Default::default()
        }),
        ..Default::default()
    }
}

#[cfg(test)]
mod tests {
    use super::{Content, EditAttribute, Inbound, MessageInfo, in_the_open, name_edit};
    use crate::inbound::message::{Envelope, Me, read};
    use omni_domain::Timestamp;
    use omni_domain::conversation::{Address, ChatType};
    use waproto::buffa::MessageField;
    use waproto::whatsapp as wa;

    fn envelope() -> Envelope {
        Envelope {
            id: "E".to_owned(),
            chat: Address::new("1@s.whatsapp.net"),
            chat_type: ChatType::Dm,
            chat_name: None,
            sender: Address::new("1@s.whatsapp.net"),
            sender_name: None,
            from_me: false,
            from_history: false,
            timestamp: Timestamp(1_000),
            comment_on: None,
        }
    }

    fn event(name: &str) -> wa::Message {
        wa::Message {
            event_message: MessageField::some(wa::message::EventMessage {
                name: Some(name.to_owned()),
                ..Default::default()
            }),
            ..Default::default()
        }
    }

    #[test]
    fn an_edit_names_its_target_wherever_the_new_content_is() {
        let key = wa::MessageKey { id: Some("T".to_owned()), ..Default::default() };
        let nested = in_the_open(wa::MessageKey::default(), &event("supper"));
        for inside in [event("supper"), nested] {
            let message = in_the_open(key.clone(), &inside);
            let Some(Inbound::Edit(edit)) = read(&message, envelope(), &Me::default()) else {
                panic!("no edit");
            };
            assert_eq!(edit.target.external_id, "T");
            let Content::Event(event) = edit.content else { panic!("no event") };
            assert_eq!(event.name, "supper");
        }
    }

    #[test]
    fn an_edit_without_its_target_is_no_other_event() {
        for (edit, mark, wanted) in [
            (EditAttribute::MessageEdit, None, true),
            (EditAttribute::Empty, Some("add_on"), true),
            (EditAttribute::Empty, None, false),
        ] {
            let read = read(&event("supper"), envelope(), &Me::default());
            let mut inbound = read.expect("a message");
            let mut info = MessageInfo { edit, ..MessageInfo::default() };
            info.meta_info.content_type = mark.map(str::to_owned);
            name_edit(&info, &mut inbound);
            let Inbound::Message(message) = inbound else { panic!("no message") };
            let named = matches!(&message.content, Content::Unknown { kind, text }
                if kind == "event_edit" && text.as_deref() == Some("supper"));
            assert_eq!(named, wanted);
        }
    }
}
