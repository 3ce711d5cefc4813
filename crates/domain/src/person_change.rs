//! The audit of persons: who linked, unlinked or merged whom, when and why.

use crate::access::Principal;
use crate::clock::Timestamp;
use crate::ids::{IdentityId, PersonChangeId, PersonId, TenantId};
use crate::text_enum::text_enum;

text_enum! {
    /// A change of persons.
    pub enum PersonAction {
        /// Two accounts were declared to be of one person.
        Link = "link",
        /// An account was unlinked from its person.
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
    /// The person who was kept, or from whom an account was unlinked.
    pub person_id: PersonId,
    /// The person who was merged away, or who was created for the account.
    pub other_person_id: PersonId,
    /// The accounts that moved.
    pub identity_ids: Vec<IdentityId>,
    /// Who changed it.
    pub changed_by: Principal,
    /// Why, as the caller gave it.
    pub reason: Option<String>,
    /// The persons' previous state: an object of facts, for undoing the change by hand.
    pub evidence: serde_json::Value,
    /// When.
    pub at: Timestamp,
}
