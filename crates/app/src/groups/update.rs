use super::{MAX_DESCRIPTION, Manager, check_subject};
use crate::app::App;
use crate::error::{Error, Field};
use omni_channel::GroupChange;
use omni_domain::access::Caller;
use omni_domain::ids::InstanceId;

/// Times after which messages may disappear, in seconds.
const TIMERS: [u32; 4] = [0, 86_400, 604_800, 7_776_000];

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
    /// Whether only admins may add members.
    pub admins_only_add: Option<bool>,
    /// Whether an admin approves who joins.
    pub join_approval: Option<bool>,
    /// Seconds after which messages disappear; 0 if they stay.
    pub disappearing_seconds: Option<u32>,
}

impl GroupPatch {
    fn changes(self) -> Result<Vec<GroupChange>, Error> {
        let subject = self.subject.map(|subject| check_subject(&subject)).transpose()?;
        let description = self.description.map(check_description).transpose()?;
        let timer = self.disappearing_seconds.map(check_timer).transpose()?;
        let changes: Vec<GroupChange> = [
            subject.map(GroupChange::Subject),
            description.map(GroupChange::Description),
            self.admins_only_send.map(GroupChange::AdminsOnlySend),
            self.admins_only_edit.map(GroupChange::AdminsOnlyEdit),
            self.admins_only_add.map(GroupChange::AdminsOnlyAdd),
            self.join_approval.map(GroupChange::JoinApproval),
            timer.map(GroupChange::DisappearingSeconds),
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

fn check_timer(seconds: u32) -> Result<u32, Error> {
    if TIMERS.contains(&seconds) {
        return Ok(seconds);
    }
    Err(Error::invalid(
        Field::GroupTimer,
        "give 0 (messages stay), 86400 (a day), 604800 (a week) or 7776000 (90 days)",
    ))
}

pub(super) fn check_description(text: String) -> Result<Option<String>, Error> {
    if text.chars().count() > MAX_DESCRIPTION {
        let why = format!("a description has at most {MAX_DESCRIPTION} characters");
        return Err(Error::invalid(Field::GroupDescription, why));
    }
    Ok(Some(text).filter(|text| !text.trim().is_empty()))
}
