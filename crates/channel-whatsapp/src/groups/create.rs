use super::ask;
use super::stored::report;
use crate::inbound::Book;
use crate::jid::to_jid;
use crate::session::Core;
use omni_channel::{ChannelError, NewGroup};
use omni_domain::conversation::Address;
use std::sync::Arc;
use whatsapp_rust::Client;
use whatsapp_rust::features::{GroupCreateOptions, GroupParticipantOptions};

/// Makes a group with these members.
pub(crate) async fn create(
    core: &Core,
    client: &Arc<Client>,
    group: NewGroup,
) -> Result<Address, ChannelError> {
    let members: Result<Vec<GroupParticipantOptions>, ChannelError> =
        group.members.iter().map(|one| to_jid(one).map(GroupParticipantOptions::new)).collect();
    let options: GroupCreateOptions =
        GroupCreateOptions::builder().subject(group.subject).participants(members?).build();
    let created = ask(core, client.groups().create_group(options)).await?.metadata;
    report(&created.id, Some(&created.subject), core, client).await;
    Ok(Book::new(client).address(&created.id, None).await)
}
