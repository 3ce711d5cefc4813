use super::{ask, group_jid};
use crate::inbound::Book;
use crate::session::Core;
use omni_channel::{ChannelError, JoinedGroup};
use std::sync::Arc;
use whatsapp_rust::Client;
use whatsapp_rust::features::JoinGroupResult;

/// The link by which others join, or a new one.
pub(crate) async fn link(
    core: &Core,
    client: &Arc<Client>,
    group: &str,
    renew: bool,
) -> Result<String, ChannelError> {
    ask(core, client.groups().get_invite_link(group_jid(group)?, renew)).await
}

/// Joins by a link or its code.
pub(crate) async fn join(
    core: &Core,
    client: &Arc<Client>,
    invite: &str,
) -> Result<JoinedGroup, ChannelError> {
    let joined = ask(core, client.groups().join_with_invite_code(invite)).await?;
    let is_pending = matches!(joined, JoinGroupResult::PendingApproval(_));
    let group = Book::new(client).address(joined.group_jid(), None).await;
    Ok(JoinedGroup { group, is_pending })
}
