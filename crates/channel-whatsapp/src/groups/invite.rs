use super::stored::report;
use super::{ask, group_jid};
use crate::inbound::{Book, moment_of_seconds};
use crate::jid::to_jid;
use crate::session::Core;
use omni_channel::{ChannelError, GroupInvite, GroupPreview, JoinedGroup};
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
    Ok(joined_group(core, client, &joined).await)
}

/// What a link or its code leads to.
pub(crate) async fn preview(
    core: &Core,
    client: &Arc<Client>,
    invite: &str,
) -> Result<GroupPreview, ChannelError> {
    let found = ask(core, client.groups().get_invite_info(invite)).await?;
    let book = Book::new(client);
    let created_by = match &found.creator {
        Some(creator) => Some(book.address(creator, found.creator_pn.as_ref()).await),
        None => None,
    };
    let seconds = found.creation_time.and_then(|seconds| i64::try_from(seconds).ok());
    Ok(GroupPreview {
        group: book.address(&found.id, None).await,
        subject: found.subject,
        description: found.description.filter(|text| !text.is_empty()),
        members: found.size.or_else(|| u32::try_from(found.participants.len()).ok()),
        join_approval: found.membership_approval,
        disappearing_seconds: found.ephemeral.and_then(|kept| kept.expiration).unwrap_or(0),
        created_at: seconds.and_then(moment_of_seconds),
        created_by,
    })
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
    Ok(joined_group(core, client, &joined).await)
}

async fn joined_group(core: &Core, client: &Arc<Client>, joined: &JoinGroupResult) -> JoinedGroup {
    let is_pending = matches!(joined, JoinGroupResult::PendingApproval(_));
    if !is_pending {
        report(joined.group_jid(), None, core, client).await;
    }
    let group = Book::new(client).address(joined.group_jid(), None).await;
    JoinedGroup { group, is_pending }
}
