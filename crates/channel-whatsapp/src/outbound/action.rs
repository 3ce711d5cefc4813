//! Actions in a chat: reactions, edits, revokes, pins, read marks, typing, rejected calls.

use crate::account;
use crate::jid::to_jid;
use crate::outbound::delete_for_me::delete_for_me;
use crate::outbound::{
    call, compose, error, marks, new_message_id, newsletter, quote, recipient, send,
};
use crate::session::Core;
use omni_channel::{ChannelError, ChatAction};
use std::collections::BTreeMap;
use std::sync::Arc;
use wacore::proto_helpers::build_reaction_message;
use wacore_binary::{Jid, JidExt};
use waproto::buffa::MessageField;
use waproto::whatsapp as wa;
use waproto::whatsapp::message::ProtocolMessage;
use waproto::whatsapp::message::protocol_message::Type;
use whatsapp_rust::{ChatStateType, Client};

pub(crate) async fn act(
    core: &Core,
    client: &Arc<Client>,
    action: ChatAction,
) -> Result<(), ChannelError> {
    match action {
        ChatAction::React { external_id, chat, target, emoji } => {
            let chat = recipient::resolve(core, client, to_jid(&chat)?).await?;
            if chat.is_newsletter() {
                let work = newsletter::react(core, client, &chat, &target.external_id, &emoji);
                return bounded(core, work).await;
            }
            let key = quote::key(core, client, &chat, &target).await?;
            let body = build_reaction_message(key, emoji, core.context.env.now().millis());
            send::deliver(core, client, chat, body, &external_id, None).await.map(drop)
        }
        ChatAction::Edit { chat, external_id, text } => {
            let chat = recipient::resolve(core, client, to_jid(&chat)?).await?;
            if chat.is_newsletter() {
                let work = newsletter::edit(core, client, &chat, external_id, &text);
                return bounded(core, work).await;
            }
            let body = edit(core, client, &chat, external_id, &text).await;
            send::deliver(core, client, chat, body, &new_message_id(), None).await.map(drop)
        }
        ChatAction::Revoke { chat, external_id } => {
            let chat = recipient::resolve(core, client, to_jid(&chat)?).await?;
            if chat.is_newsletter() {
                let work = newsletter::revoke(core, client, &chat, external_id);
                return bounded(core, work).await;
            }
            let body = revoke(&chat, external_id);
            send::deliver(core, client, chat, body, &new_message_id(), None).await.map(drop)
        }
        ChatAction::Pin { external_id, chat, target, seconds } => {
            let chat = recipient::resolve(core, client, to_jid(&chat)?).await?;
            let key = quote::key(core, client, &chat, &target).await?;
            let body = marks::pin(key, seconds, core.context.env.now().millis());
            send::deliver(core, client, chat, body, &external_id, None).await.map(drop)
        }
        ChatAction::Keep { external_id, chat, target, keep } => {
            let chat = recipient::resolve(core, client, to_jid(&chat)?).await?;
            let key = quote::key(core, client, &chat, &target).await?;
            let body = marks::keep(key, keep, core.context.env.now().millis());
            send::deliver(core, client, chat, body, &external_id, None).await.map(drop)
        }
        ChatAction::DeleteForMe { chat, target, at } => {
            let (client, chat) = (Arc::clone(client), to_jid(&chat)?);
            // Only in groups does a message need its author.
            let author = if chat.is_group() && !target.from_me {
                let author = to_jid(&target.sender)?;
                Some(quote::addressed(core, &client, &chat, author).await)
            } else {
                None
            };
            let work = async move { delete_for_me(&client, &chat, author, &target, at).await };
            Box::pin(account::whole(core, work)).await
        }
        ChatAction::MarkRead { chat, messages } => {
            bounded(core, mark_read(core, client, &to_jid(&chat)?, &messages)).await
        }
        ChatAction::Typing { chat, active } => {
            let chat = to_jid(&chat)?;
            let state = if active { ChatStateType::Composing } else { ChatStateType::Paused };
            bounded(core, show(core, client, &chat, state)).await
        }
        ChatAction::Recording { chat } => {
            bounded(core, show(core, client, &to_jid(&chat)?, ChatStateType::Recording)).await
        }
        ChatAction::RejectCall { call_id, caller } => {
            bounded(core, call::reject(core, client, &call_id, caller.as_deref())).await
        }
    }
}

/// At most one answer is awaited here, but the socket may be full.
async fn bounded(
    core: &Core,
    work: impl Future<Output = Result<(), ChannelError>>,
) -> Result<(), ChannelError> {
    tokio::time::timeout(core.options.query_timeout, work)
        .await
        .unwrap_or(Err(ChannelError::Timeout))
}

/// The key of a message of this account. In a group it contains the account's address in the
/// group's addressing mode.
fn own_key(
    chat: &Jid,
    external_id: String,
    participant: Option<Jid>,
) -> MessageField<wa::MessageKey> {
    MessageField::some(wa::MessageKey {
        remote_jid: Some(chat.to_string()),
        from_me: Some(true),
        id: Some(external_id),
        participant: participant.map(|jid| jid.to_string()),
    })
}

async fn edit(
    core: &Core,
    client: &Client,
    chat: &Jid,
    external_id: String,
    text: &str,
) -> wa::Message {
    let participant =
        if chat.is_group() { quote::own_address(core, client, chat).await } else { None };
    wa::Message {
        protocol_message: MessageField::some(ProtocolMessage {
            key: own_key(chat, external_id, participant),
            r#type: Some(Type::MESSAGE_EDIT),
            edited_message: MessageField::some(compose::text(text, None)),
            timestamp_ms: Some(core.context.env.now().millis()),
            ..Default::default()
        }),
        ..wa::Message::default()
    }
}

fn revoke(chat: &Jid, external_id: String) -> wa::Message {
    wa::Message {
        protocol_message: MessageField::some(ProtocolMessage {
            key: own_key(chat, external_id, None),
            r#type: Some(Type::REVOKE),
            ..Default::default()
        }),
        ..wa::Message::default()
    }
}

async fn mark_read(
    core: &Core,
    client: &Client,
    chat: &Jid,
    messages: &[(String, Option<String>)],
) -> Result<(), ChannelError> {
    // One receipt per author: that is how the network groups them.
    let mut by_author: BTreeMap<Option<&str>, Vec<&str>> = BTreeMap::new();
    for (id, author) in messages {
        let author = author.as_deref().filter(|_| chat.is_group());
        by_author.entry(author).or_default().push(id);
    }
    for (author, ids) in by_author {
        let author = match author {
            Some(author) => Some(quote::addressed(core, client, chat, to_jid(author)?).await),
            None => None,
        };
        client
            .mark_as_read(chat, author.as_ref(), &ids)
            .await
            .map_err(|_| ChannelError::NotConnected)?;
    }
    Ok(())
}

async fn show(
    core: &Core,
    client: &Client,
    chat: &Jid,
    state: ChatStateType,
) -> Result<(), ChannelError> {
    client.chatstate().send(chat, state).await.map_err(|failure| match failure {
        whatsapp_rust::ChatStateError::Client(failure) => {
            error::client(&failure, core.context.env.now())
        }
        _ => ChannelError::NotConnected,
    })
}
