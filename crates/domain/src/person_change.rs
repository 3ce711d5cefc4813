//! The audit of persons: who linked, unlinked or merged whom, when and why.

use crate::access::Principal;
use crate::clock::Timestamp;
use crate::ids::{IdentityId, PersonChangeId, PersonId, TenantId};
use crate::text_enum::text_enum;

text_enum! {
    /// What was done to a person.
    pub enum PersonAction {
        /// Two accounts were declared one person's.
        Link = "link",
        /// An account was taken from its person.
        Unlink = "unlink",
        /// A person became another.
        Merge = "merge",
    }
}

/// A row of the audit. It outlives the persons it names.
#[derive(Debug, Clone, PartialEq)]
pub struct PersonChange {
    /// Internal id.
    pub id: PersonChangeId,
    /// Owner.
    pub tenant_id: TenantId,
    /// What was done.
    pub action: PersonAction,
    /// The person who was kept, or from whom an account was taken.
    pub person_id: PersonId,
    /// The person who was merged away, or who was made for the account.
    pub other_person_id: PersonId,
    /// The accounts that changed hands.
    pub identity_ids: Vec<IdentityId>,
    /// Who changed it.
    pub changed_by: Principal,
    /// Why, in the caller's words.
    pub reason: Option<String>,
    /// What the persons were before: an object of facts, for whoever must undo it.
    pub evidence: serde_json::Value,
    /// When.
    pub at: Timestamp,
}
