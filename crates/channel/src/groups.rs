//! Groups: making, changing, joining and leaving them.

use omni_domain::conversation::Address;
use serde::{Deserialize, Serialize};

/// A group to be made; the account becomes its owner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewGroup {
    /// Its name.
    pub subject: String,
    /// Addresses of its further members.
    pub members: Vec<String>,
}

/// A change of a group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum GroupChange {
    /// Another name.
    Subject(String),
    /// Another description; `None` removes it.
    Description(Option<String>),
    /// Whether only admins may write.
    AdminsOnlySend(bool),
    /// Whether only admins may change the name, the description and the picture.
    AdminsOnlyEdit(bool),
}

/// What happens to members.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum MemberChange {
    /// They become members.
    Add,
    /// They are removed.
    Remove,
    /// They become admins.
    Promote,
    /// They are admins no more.
    Demote,
}

/// What the network did about one member.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberOutcome {
    /// Who.
    pub member: Address,
    /// Why it was refused, for people; `None` if it was done.
    pub refusal: Option<String>,
}

/// A group that was joined.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JoinedGroup {
    /// Its address.
    pub group: Address,
    /// An admin has to approve it first.
    pub is_pending: bool,
}
