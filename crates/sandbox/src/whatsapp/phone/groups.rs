//! What a person does with groups on the phone.

use std::sync::Arc;

use anyhow::{Context as _, ensure};

use super::Phone;
use crate::whatsapp::groups::Group;

impl Phone {
    /// Gives a group another name.
    pub fn rename_group(&self, group: &str, subject: &str) -> anyhow::Result<()> {
        let group = self.group(group)?;
        let may = !group.settings().admins_only_edit || group.is_admin(&self.account);
        ensure!(may, "{} may not change the group", self.number());
        group.change_subject(&self.account, subject.to_owned());
        Ok(())
    }

    /// Leaves a group.
    pub fn leave_group(&self, group: &str) -> anyhow::Result<()> {
        let group = self.group(group)?;
        ensure!(group.leave(&self.account), "{} is not in the group", self.number());
        Ok(())
    }

    fn group(&self, address: &str) -> anyhow::Result<Arc<Group>> {
        let group = self.hub.groups.by_jid(&address.parse()?);
        let group = group.filter(|group| group.has(&self.account));
        group.with_context(|| format!("{} is in no group {address}", self.number()))
    }
}
