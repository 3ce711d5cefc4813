//! Who may join a group: requests that admins answer, and invites to single persons.

use std::collections::HashMap;
use std::sync::Arc;

use super::{Group, Role};
use crate::whatsapp::account::Account;
use crate::whatsapp::node::{now_secs, server_id};

/// Seconds for which an invite to a person is valid.
const INVITE_VALID: u64 = 3 * 24 * 3_600;

/// Those who are no members yet.
#[derive(Default)]
pub(super) struct Joining {
    /// Who asks to join, and since when.
    requests: Vec<(Arc<Account>, u64)>,
    /// Numbers of invited persons, by the code of their invite.
    invited: HashMap<String, String>,
}

impl Group {
    pub(crate) fn admins(&self) -> Vec<Arc<Account>> {
        let state = self.state.lock();
        let admins = state.members.iter().filter(|(_, role)| *role != Role::Member);
        admins.map(|(account, _)| Arc::clone(account)).collect()
    }

    /// Who asks to join, the oldest request first, with its second.
    pub(crate) fn requests(&self) -> Vec<(Arc<Account>, u64)> {
        self.state.lock().joining.requests.clone()
    }

    /// Asks to join; false when the account asks already.
    pub(crate) fn request(&self, account: &Arc<Account>) -> bool {
        let mut state = self.state.lock();
        if state.joining.requests.iter().any(|(one, _)| one == account) {
            return false;
        }
        state.joining.requests.push((Arc::clone(account), now_secs()));
        true
    }

    /// Ends a request; false when there is none.
    pub(crate) fn end_request(&self, account: &Account) -> bool {
        let mut state = self.state.lock();
        let before = state.joining.requests.len();
        state.joining.requests.retain(|(one, _)| **one != *account);
        state.joining.requests.len() < before
    }

    /// An invite to a person whose settings do not let others add them: its code, and the second
    /// it expires.
    pub(crate) fn invite_person(&self, account: &Account) -> (String, u64) {
        let code = format!("v4{}", server_id());
        self.state.lock().joining.invited.insert(code.clone(), account.number.clone());
        (code, now_secs() + INVITE_VALID)
    }

    /// Uses an invite up; false if it is not this person's.
    pub(crate) fn use_invite(&self, code: &str, account: &Account) -> bool {
        let mut state = self.state.lock();
        let is_theirs = state.joining.invited.get(code).is_some_and(|one| *one == account.number);
        if is_theirs {
            state.joining.invited.remove(code);
        }
        is_theirs
    }

    pub(crate) fn picture(&self) -> Option<Vec<u8>> {
        self.state.lock().picture.clone()
    }

    pub(crate) fn set_picture(&self, picture: Option<Vec<u8>>) {
        self.state.lock().picture = picture;
    }
}
