use super::{ask, group_jid};
use crate::session::Core;
use omni_channel::{ChannelError, GroupChange};
use std::sync::Arc;
use whatsapp_rust::Client;
use whatsapp_rust::features::{
    GroupDescription, GroupSubject, MemberAddMode, MembershipApprovalMode, PreviousDescription,
};

/// Changes a group's name, description, picture or rights.
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
        GroupChange::AdminsOnlyAdd(only) => {
            let mode = if only { MemberAddMode::AdminAdd } else { MemberAddMode::AllMemberAdd };
            ask(core, groups.set_member_add_mode(jid, mode)).await
        }
        GroupChange::JoinApproval(wanted) => {
            let mode =
                if wanted { MembershipApprovalMode::On } else { MembershipApprovalMode::Off };
            ask(core, groups.set_membership_approval(jid, mode)).await
        }
        GroupChange::DisappearingSeconds(seconds) => {
            ask(core, groups.set_ephemeral(jid, seconds)).await
        }
        GroupChange::Picture(Some(picture)) => {
            ask(core, groups.set_profile_picture(jid, picture.0.to_vec())).await.map(drop)
        }
        GroupChange::Picture(None) => ask(core, groups.remove_profile_picture(jid)).await.map(drop),
    }
}

fn too_long(error: &anyhow::Error) -> ChannelError {
    ChannelError::Rejected { code: "406".to_owned(), message: error.to_string() }
}
