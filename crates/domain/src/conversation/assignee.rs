use crate::clock::Timestamp;
use crate::ids::UserId;

/// The user to whom a chat is assigned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assignee {
    /// The user.
    pub user_id: UserId,
    /// Their name.
    pub name: String,
    /// Since when.
    pub assigned_at: Timestamp,
}
