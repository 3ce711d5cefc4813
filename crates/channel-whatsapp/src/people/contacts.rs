//! Bulk queries: the address book, and the account's groups.

use super::error;
use crate::inbound::{Book, describe_group};
use crate::jid::to_jid;
use crate::session::Core;
use omni_channel::{ChannelError, ChatInfo, ContactUpdate, Inbound};
use std::sync::Arc;
use wacore_binary::Jid;
use whatsapp_rust::Client;

/// Queries these persons; those who are not on WhatsApp (any more) are left out.
pub(crate) async fn contacts(
    core: &Core,
    client: &Arc<Client>,
    addresses: &[String],
) -> Result<Vec<ContactUpdate>, ChannelError> {
    let queried: Vec<Jid> = addresses
        .iter()
        .filter_map(|address| to_jid(address).ok())
        .filter(|jid| jid.is_pn() || jid.is_lid())
        .collect();
    if queried.is_empty() {
        return Ok(Vec::new());
    }
    let contacts = client.contacts();
    let query = contacts.is_on_whatsapp(&queried);
    let answers = tokio::time::timeout(core.options.query_timeout, query)
        .await
        .map_err(|_| ChannelError::Timeout)?
        .map_err(|error| error::contact(&error, core.context.env.now()))?;
    let book = Book::new(client);
    let mut updates = Vec::with_capacity(answers.len());
    for answer in answers.into_iter().filter(|answer| answer.is_registered) {
        let alt = answer.pn_jid.as_ref().or(answer.lid.as_ref());
        let address = book.address(&answer.jid, alt).await;
        updates.push(ContactUpdate {
            address,
            saved_name: None,
            push_name: answer.verified_name.and_then(|name| name.name),
            is_business: answer.business_error.is_none().then_some(answer.is_business),
        });
    }
    Ok(updates)
}

/// The groups that the account is in, with their members.
pub(crate) async fn chats(
    core: &Core,
    client: &Arc<Client>,
) -> Result<Vec<ChatInfo>, ChannelError> {
    let groups = client.groups();
    // One answer contains every group and member: it may be large.
    let limit = core.options.query_timeout * 3;
    let groups = tokio::time::timeout(limit, groups.get_participating())
        .await
        .map_err(|_| ChannelError::Timeout)?
        .map_err(|error| error::group(&error, core.context.env.now()))?;
    let book = Book::new(client);
    let mut chats = Vec::with_capacity(groups.len());
    for group in groups.values() {
        if let Inbound::Chat(info) = describe_group(group, book).await {
            chats.push(info);
        }
    }
    chats.sort_by(|one, other| one.chat.id.cmp(&other.chat.id));
    Ok(chats)
}
