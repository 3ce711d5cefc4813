use super::{MAX_DESCRIPTION, Manager, check_subject};
use crate::app::App;
use crate::error::{Error, Field};
use omni_channel::GroupChange;
use omni_domain::access::Caller;
use omni_domain::ids::InstanceId;

/// Changes of a group; `None` leaves a part as it is.
#[derive(Debug, Clone, Default)]
pub struct GroupPatch {
    /// Its name.
    pub subject: Option<String>,
    /// Its description; an empty one removes it.
    pub description: Option<String>,
    /// Whether only admins may write.
    pub admins_only_send: Option<bool>,
    /// Whether only admins may change its name and description.
    pub admins_only_edit: Option<bool>,
}

impl GroupPatch {
    fn changes(self) -> Result<Vec<GroupChange>, Error> {
        let subject = self.subject.map(|subject| check_subject(&subject)).transpose()?;
        let description = self.description.map(check_description).transpose()?;
        let changes: Vec<GroupChange> = [
            subject.map(GroupChange::Subject),
            description.map(GroupChange::Description),
            self.admins_only_send.map(GroupChange::AdminsOnlySend),
            self.admins_only_edit.map(GroupChange::AdminsOnlyEdit),
        ]
        .into_iter()
        .flatten()
        .collect();
        if changes.is_empty() {
            return Err(Error::invalid(Field::GroupSubject, "give at least one change"));
        }
        Ok(changes)
    }
}

/// Changes a group, all parts in turn or up to the first that the network refuses.
pub async fn update(
    app: &App,
    caller: &Caller,
    id: InstanceId,
    group: &str,
    patch: GroupPatch,
) -> Result<(), Error> {
    let changes = patch.changes()?;
    let manager = Manager::load(app, caller, id).await?;
    let group = manager.group(app, group).await?;
    for change in changes {
        manager.session.change_group(&group, change).await?;
    }
    Ok(())
}

fn check_description(text: String) -> Result<Option<String>, Error> {
    if text.chars().count() > MAX_DESCRIPTION {
        let why = format!("a description has at most {MAX_DESCRIPTION} characters");
        return Err(Error::invalid(Field::GroupDescription, why));
    }
    Ok(Some(text).filter(|text| !text.trim().is_empty()))
}
