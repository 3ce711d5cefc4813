//! The quoted message, as far as it is known.

use crate::jid::to_jid;
use omni_channel::{ChannelError, Quoted};
use wacore_binary::Jid;
use waproto::buffa::MessageField;
use waproto::whatsapp as wa;
use whatsapp_rust::Client;

/// The account's own address in a chat: its LID in a LID chat.
pub(super) fn own_address(client: &Client, chat: &Jid) -> Option<Jid> {
    let (pn, lid) = (client.pn(), client.lid());
    if chat.is_lid() { lid.or(pn) } else { pn.or(lid) }.map(|jid| jid.to_non_ad())
}

/// The key of another message of the chat. In a group it contains the author.
pub(super) fn key(
    client: &Client,
    chat: &Jid,
    target: &Quoted,
) -> Result<wa::MessageKey, ChannelError> {
    use wacore_binary::JidExt;
    let author = if !chat.is_group() {
        None
    } else if target.from_me {
        own_address(client, chat)
    } else {
        Some(to_jid(&target.sender)?)
    };
    Ok(wa::MessageKey {
        remote_jid: Some(chat.to_string()),
        from_me: Some(target.from_me),
        id: Some(target.external_id.clone()),
        participant: author.map(|jid| jid.to_string()),
    })
}

/// The context of a reply. Without the quoted text the phone shows its own copy, if it has one.
pub(super) fn context(
    client: &Client,
    chat: &Jid,
    quoted: &Quoted,
) -> Result<wa::ContextInfo, ChannelError> {
    let author =
        if quoted.from_me { own_address(client, chat) } else { Some(to_jid(&quoted.sender)?) };
    let copy = wa::Message {
        conversation: Some(quoted.text.clone().unwrap_or_default()),
        ..wa::Message::default()
    };
    Ok(wa::ContextInfo {
        stanza_id: Some(quoted.external_id.clone()),
        participant: author.map(|jid| jid.to_string()),
        quoted_message: MessageField::some(copy),
        ..wa::ContextInfo::default()
    })
}

/// The context with the people that the text mentions.
pub(super) fn mention(
    context: Option<wa::ContextInfo>,
    mentions: &[String],
) -> Result<Option<wa::ContextInfo>, ChannelError> {
    if mentions.is_empty() {
        return Ok(context);
    }
    let mut context = context.unwrap_or_default();
    for address in mentions {
        context.mentioned_jid.push(to_jid(address)?.to_string());
    }
    Ok(Some(context))
}

/// The context with the mention of all members of a group.
pub(super) fn mention_all(context: Option<wa::ContextInfo>) -> wa::ContextInfo {
    wa::ContextInfo { non_jid_mentions: Some(1), ..context.unwrap_or_default() }
}

/// The context of a message that phones show as forwarded. How often it was forwarded before is not
/// known.
pub(super) fn forwarded(context: Option<wa::ContextInfo>) -> wa::ContextInfo {
    wa::ContextInfo {
        is_forwarded: Some(true),
        forwarding_score: Some(1),
        ..context.unwrap_or_default()
    }
}
