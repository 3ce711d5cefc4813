use super::{ask, group_jid};
use crate::inbound::{Book, moment_of_seconds};
use crate::session::Core;
use omni_channel::{ChannelError, GroupInfo};
use std::sync::Arc;
use whatsapp_rust::Client;

/// What a group is, as the network describes it now. Who may add members is left out: the network writes it
/// as bytes, and the library reads texts alone.
pub(crate) async fn info(
    core: &Core,
    client: &Arc<Client>,
    group: &str,
) -> Result<GroupInfo, ChannelError> {
    let jid = group_jid(group)?;
    let found = ask(core, client.groups().get_metadata(&jid)).await?;
    let book = Book::new(client);
    let created_by = match &found.creator {
        Some(creator) => Some(book.address(creator, found.creator_pn.as_ref()).await),
        None => None,
    };
    let seconds = found.creation_time.and_then(|seconds| i64::try_from(seconds).ok());
    Ok(GroupInfo {
        group: book.address(&found.id, None).await,
        subject: found.subject,
        description: found.description.filter(|text| !text.is_empty()),
        admins_only_send: found.is_announcement,
        admins_only_edit: found.is_locked,
        join_approval: found.membership_approval,
        disappearing_seconds: found.ephemeral.and_then(|kept| kept.expiration).unwrap_or(0),
        created_at: seconds.and_then(moment_of_seconds),
        created_by,
    })
}
