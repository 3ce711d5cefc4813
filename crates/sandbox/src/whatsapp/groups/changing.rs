//! Changes of a group by its members, of which all members are notified.

use std::sync::Arc;

use wacore_binary::builder::NodeBuilder;

use super::Group;
use crate::whatsapp::account::Account;
use crate::whatsapp::node::now_secs;

impl Group {
    /// Gives it another name.
    pub(crate) fn change_subject(&self, author: &Account, subject: String) {
        self.rename(subject.clone());
        let change = NodeBuilder::new("subject")
            .attr("subject", subject)
            .attr("s_o", author.jid(self.addressing))
            .attr("s_t", now_secs());
        self.announce(author, &change.build(), &[]);
    }

    /// A member leaves; false when the account is none.
    pub(crate) fn leave(&self, account: &Arc<Account>) -> bool {
        if !self.remove(account) {
            return false;
        }
        let people = self.participants_of(std::slice::from_ref(account));
        let change = NodeBuilder::new("remove").children(people).build();
        self.announce(account, &change, std::slice::from_ref(account));
        true
    }
}
