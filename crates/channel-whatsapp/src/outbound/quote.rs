//! The quoted message, as far as it is known.

use crate::inbound::Book;
use crate::jid::to_jid;
use crate::session::Core;
use omni_channel::{ChannelError, Quoted};
use wacore::types::message::AddressingMode;
use wacore_binary::{Jid, JidExt};
use waproto::buffa::MessageField;
use waproto::whatsapp as wa;
use whatsapp_rust::Client;

/// A person's address as a chat names its people: in a group, in the group's addressing mode. The given
/// one, if the other is not known.
pub(super) async fn addressed(core: &Core, client: &Client, chat: &Jid, person: Jid) -> Jid {
    if !chat.is_group() || !(person.is_pn() || person.is_lid()) {
        return person;
    }
    let groups = client.groups();
    let asked = Box::pin(groups.query_info(chat));
    let group = tokio::time::timeout(core.options.query_timeout, asked).await;
    let by_lid = matches!(group, Ok(Ok(group)) if group.addressing_mode == AddressingMode::Lid);
    if person.is_lid() == by_lid {
        return person;
    }
    let known = Book::new(client).address(&person, None).await;
    let mut jids = known.all().filter_map(|one| to_jid(one).ok());
    jids.find(|jid| jid.is_lid() == by_lid).unwrap_or(person)
}

/// The account's own address in a chat: its LID in a LID chat.
pub(super) async fn own_address(core: &Core, client: &Client, chat: &Jid) -> Option<Jid> {
    let (pn, lid) = (client.pn(), client.lid());
    let own = if chat.is_lid() { lid.or(pn) } else { pn.or(lid) };
    Some(addressed(core, client, chat, own?.to_non_ad()).await)
}

async fn author(
    core: &Core,
    client: &Client,
    chat: &Jid,
    target: &Quoted,
) -> Result<Option<Jid>, ChannelError> {
    if target.from_me {
        return Ok(own_address(core, client, chat).await);
    }
    Ok(Some(addressed(core, client, chat, to_jid(&target.sender)?).await))
}

/// The key of another message of the chat. In a group it contains the author.
pub(super) async fn key(
    core: &Core,
    client: &Client,
    chat: &Jid,
    target: &Quoted,
) -> Result<wa::MessageKey, ChannelError> {
    let author = if chat.is_group() { author(core, client, chat, target).await? } else { None };
    Ok(wa::MessageKey {
        remote_jid: Some(chat.to_string()),
        from_me: Some(target.from_me),
        id: Some(target.external_id.clone()),
        participant: author.map(|jid| jid.to_string()),
    })
}

/// The context of a reply. Without the quoted text the phone shows its own copy, if it has one.
pub(super) async fn context(
    core: &Core,
    client: &Client,
    chat: &Jid,
    quoted: &Quoted,
) -> Result<wa::ContextInfo, ChannelError> {
    let author = author(core, client, chat, quoted).await?;
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
