use super::{ask, group_jid};
use crate::inbound::Book;
use crate::jid::to_jid;
use crate::session::Core;
use omni_channel::{ChannelError, GroupInvite, JoinedGroup};
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
    Ok(joined_group(client, &joined).await)
}

/// Joins by an invite that was received as a message.
pub(crate) async fn accept(
    core: &Core,
    client: &Arc<Client>,
    invite: GroupInvite,
) -> Result<JoinedGroup, ChannelError> {
    let (group, by) = (group_jid(&invite.group)?, to_jid(&invite.by)?);
    let expires = invite.expires_at.map_or(0, |at| at.millis() / 1_000);
    let groups = client.groups();
    let joined = ask(core, groups.join_with_invite_v4(group, &invite.code, expires, by)).await?;
    Ok(joined_group(client, &joined).await)
}

async fn joined_group(client: &Arc<Client>, joined: &JoinGroupResult) -> JoinedGroup {
    let is_pending = matches!(joined, JoinGroupResult::PendingApproval(_));
    let group = Book::new(client).address(joined.group_jid(), None).await;
    JoinedGroup { group, is_pending }
}
