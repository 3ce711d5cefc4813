use super::{ask, group_jid};
use crate::session::Core;
use omni_channel::{ChannelError, GroupChange};
use std::sync::Arc;
use whatsapp_rust::Client;
use whatsapp_rust::features::{GroupDescription, GroupSubject, PreviousDescription};

/// Changes a group's name, description or rights.
pub(crate) async fn change(
    core: &Core,
    client: &Arc<Client>,
    group: &str,
    change: GroupChange,
) -> Result<(), ChannelError> {
    let (jid, groups) = (group_jid(group)?, client.groups());
    match change {
        GroupChange::Subject(subject) => {
            let subject = GroupSubject::new(subject).map_err(|error| too_long(&error))?;
            ask(core, groups.set_subject(jid, subject)).await
        }
        GroupChange::Description(description) => {
            let description = description.map(GroupDescription::new).transpose();
            let description = description.map_err(|error| too_long(&error))?;
            let previous = PreviousDescription::Resolve;
            ask(core, groups.set_description(jid, description, previous)).await
        }
        GroupChange::AdminsOnlySend(only) => ask(core, groups.set_announce(jid, only)).await,
        GroupChange::AdminsOnlyEdit(only) => ask(core, groups.set_locked(jid, only)).await,
    }
}

fn too_long(error: &anyhow::Error) -> ChannelError {
    ChannelError::Rejected { code: "406".to_owned(), message: error.to_string() }
}
