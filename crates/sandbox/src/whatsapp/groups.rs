//! Groups: their members and addressing modes.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use wacore_binary::builder::NodeBuilder;
use wacore_binary::{Jid, JidExt as _, Node};

use super::account::Account;
use super::node::now_secs;
use super::options::Addressing;
use super::sync::Lock;

mod changing;
mod joining;
mod linking;
mod settings;

pub(crate) use linking::Place;
pub use settings::Settings;
pub(crate) use settings::approval;

/// What a member may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    Creator,
    Admin,
    Member,
}

impl Role {
    fn wire(self) -> Option<&'static str> {
        match self {
            Self::Creator => Some("superadmin"),
            Self::Admin => Some("admin"),
            Self::Member => None,
        }
    }
}

/// What a group is about, by the id that the next change of it has to name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Description {
    pub(crate) id: String,
    pub(crate) text: String,
}

/// A group as its members see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupSeen {
    /// Its name.
    pub subject: String,
    /// What it is about.
    pub description: Option<String>,
    /// What only admins may do.
    pub settings: Settings,
    /// Numbers of all members, in the order in which they joined.
    pub members: Vec<String>,
    /// Numbers of its admins.
    pub admins: Vec<String>,
    /// Numbers of those who ask to join.
    pub requests: Vec<String>,
    /// Whether it has a picture.
    pub has_picture: bool,
}

/// One group.
pub(crate) struct Group {
    /// Digits of the group address.
    pub(crate) id: String,
    pub(crate) addressing: Addressing,
    creator: Arc<Account>,
    created: u64,
    state: Lock<State>,
}

struct State {
    subject: String,
    description: Option<Description>,
    settings: Settings,
    /// What an invite link ends with.
    invite: String,
    members: Vec<(Arc<Account>, Role)>,
    /// Counts changes of the member list, so that senders can rotate their keys.
    version: u64,
    joining: joining::Joining,
    place: Place,
    picture: Option<Vec<u8>>,
}

impl Group {
    pub(crate) fn jid(&self) -> Jid {
        Jid::group(self.id.as_str())
    }

    pub(crate) fn subject(&self) -> String {
        self.state.lock().subject.clone()
    }

    pub(crate) fn members(&self) -> Vec<Arc<Account>> {
        self.state.lock().members.iter().map(|(account, _)| Arc::clone(account)).collect()
    }

    pub(crate) fn version(&self) -> u64 {
        self.state.lock().version
    }

    pub(crate) fn has(&self, account: &Account) -> bool {
        self.state.lock().members.iter().any(|(member, _)| **member == *account)
    }

    pub(crate) fn rename(&self, subject: String) {
        self.state.lock().subject = subject;
    }

    pub(crate) fn is_admin(&self, account: &Account) -> bool {
        let state = self.state.lock();
        let mut admins = state.members.iter().filter(|(_, role)| *role != Role::Member);
        admins.any(|(member, _)| **member == *account)
    }

    pub(crate) fn settings(&self) -> Settings {
        self.state.lock().settings
    }

    pub(crate) fn set(&self, change: impl FnOnce(&mut Settings)) {
        change(&mut self.state.lock().settings);
    }

    pub(crate) fn description(&self) -> Option<Description> {
        self.state.lock().description.clone()
    }

    pub(crate) fn describe(&self, description: Option<Description>) {
        self.state.lock().description = description;
    }

    pub(crate) fn set_expiration(&self, seconds: u32) {
        self.set(|settings| settings.disappearing_seconds = seconds);
    }

    pub(crate) fn invite(&self) -> String {
        self.state.lock().invite.clone()
    }

    /// The present invite link ends.
    pub(crate) fn renew_invite(&self) {
        self.state.lock().invite = super::node::server_id();
    }

    /// Adds a member; false when it is one already.
    pub(crate) fn add(&self, account: &Arc<Account>) -> bool {
        let mut state = self.state.lock();
        if state.members.iter().any(|(member, _)| member == account) {
            return false;
        }
        state.members.push((Arc::clone(account), Role::Member));
        state.version += 1;
        true
    }

    /// Removes a member; false when it is none.
    pub(crate) fn remove(&self, account: &Account) -> bool {
        let mut state = self.state.lock();
        let before = state.members.len();
        state.members.retain(|(member, _)| **member != *account);
        if state.members.len() == before {
            return false;
        }
        state.version += 1;
        true
    }

    /// Makes a member an admin, or an ordinary member again.
    pub(crate) fn set_admin(&self, account: &Account, admin: bool) -> bool {
        let mut state = self.state.lock();
        let Some(entry) = state.members.iter_mut().find(|(member, _)| **member == *account) else {
            return false;
        };
        entry.1 = if admin { Role::Admin } else { Role::Member };
        true
    }

    fn participant(&self, account: &Account, role: Role) -> Node {
        let mut builder = NodeBuilder::new("participant").attr("jid", account.jid(self.addressing));
        builder = match self.addressing {
            Addressing::Pn => builder.attr("lid", account.lid()),
            Addressing::Lid => builder.attr("phone_number", account.pn()),
        };
        if let Some(kind) = role.wire() {
            builder = builder.attr("type", kind);
        }
        builder.build()
    }

    /// `<participant>` of the accounts, as in change notifications.
    pub(crate) fn participants_of(&self, accounts: &[Arc<Account>]) -> Vec<Node> {
        accounts.iter().map(|account| self.participant(account, Role::Member)).collect()
    }

    /// `<group>` with all the metadata that clients read.
    pub(crate) fn info(&self) -> Node {
        let state = self.state.lock();
        let participants =
            state.members.iter().map(|(account, role)| self.participant(account, *role));
        let mode = match self.addressing {
            Addressing::Pn => "pn",
            Addressing::Lid => "lid",
        };
        NodeBuilder::new("group")
            .attr("id", self.id.as_str())
            .attr("subject", state.subject.as_str())
            .attr("addressing_mode", mode)
            .attr("creator", self.creator.jid(self.addressing))
            .attr("creator_pn", self.creator.pn())
            .attr("creation", self.created)
            .attr("s_t", self.created)
            .attr("s_o", self.creator.jid(self.addressing))
            .attr("size", state.members.len())
            .attr("p_v_id", state.version)
            .children(
                participants
                    .chain(state.described())
                    .chain(state.settings.nodes())
                    .chain(state.place.nodes()),
            )
            .build()
    }

    /// Notifies the linked devices of all members of `author`'s change.
    pub(crate) fn announce(&self, author: &Account, change: &Node, also: &[Arc<Account>]) {
        let mut receivers = self.members();
        receivers.extend_from_slice(also);
        self.notify(author, change, &receivers);
    }

    /// Notifies the linked devices of some accounts of `author`'s change.
    pub(crate) fn notify(&self, author: &Account, change: &Node, receivers: &[Arc<Account>]) {
        for account in receivers {
            for companion in account.companions() {
                let id = super::node::server_id();
                let mut builder = NodeBuilder::new("notification")
                    .attr("from", self.jid())
                    .attr("type", "w:gp2")
                    .attr("id", id.clone())
                    .attr("t", now_secs())
                    .attr("participant", author.jid(self.addressing));
                builder = match self.addressing {
                    Addressing::Pn => builder.attr("addressing_mode", "pn"),
                    Addressing::Lid => {
                        builder.attr("addressing_mode", "lid").attr("participant_pn", author.pn())
                    }
                };
                companion.mailbox.push(&id, builder.children([change.clone()]).build());
            }
        }
    }
}

impl State {
    fn described(&self) -> Option<Node> {
        let description = self.description.as_ref()?;
        let body = NodeBuilder::new("body").string_content(description.text.as_str()).build();
        let id = description.id.as_str();
        Some(NodeBuilder::new("description").attr("id", id).children([body]).build())
    }
}

/// All groups by id.
#[derive(Default)]
pub(crate) struct Groups {
    all: Lock<HashMap<String, Arc<Group>>>,
    next: AtomicU64,
}

impl Groups {
    /// Creates a group; the creator is a member in any case.
    pub(crate) fn create(
        &self,
        subject: &str,
        creator: &Arc<Account>,
        members: &[Arc<Account>],
        addressing: Addressing,
    ) -> Arc<Group> {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let mut list = vec![(Arc::clone(creator), Role::Creator)];
        for member in members {
            if list.iter().all(|(known, _)| known != member) {
                list.push((Arc::clone(member), Role::Member));
            }
        }
        let created = now_secs();
        let group = Arc::new(Group {
            id: format!("1203630{created}{number:03}"),
            addressing,
            creator: Arc::clone(creator),
            created,
            state: Lock::new(State {
                subject: subject.to_owned(),
                description: None,
                settings: Settings::default(),
                invite: super::node::server_id(),
                members: list,
                version: 1,
                joining: joining::Joining::default(),
                place: Place::default(),
                picture: None,
            }),
        });
        self.all.lock().insert(group.id.clone(), Arc::clone(&group));
        group
    }

    pub(crate) fn by_jid(&self, jid: &Jid) -> Option<Arc<Group>> {
        self.all.lock().get(jid.user()).cloned()
    }

    pub(crate) fn by_invite(&self, code: &str) -> Option<Arc<Group>> {
        self.all.lock().values().find(|group| group.invite() == code).cloned()
    }

    /// Groups that an account belongs to.
    pub(crate) fn of(&self, account: &Account) -> Vec<Arc<Group>> {
        let mut found: Vec<_> =
            self.all.lock().values().filter(|group| group.has(account)).cloned().collect();
        found.sort_by(|a, b| a.id.cmp(&b.id));
        found
    }
}
