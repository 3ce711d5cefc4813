//! The audit of persons: who linked, unlinked, merged, imported or changed whom, when and why.

use crate::access::Principal;
use crate::clock::Timestamp;
use crate::conversation::{LinkedBy, Person};
use crate::ids::{IdentityId, PersonChangeId, PersonId, TenantId};
use crate::text_enum::text_enum;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

text_enum! {
    /// A change of persons.
    pub enum PersonAction {
        /// Two accounts were declared to be of one person.
        Link = "link",
        /// An account was unlinked from its person.
        Unlink = "unlink",
        /// A person became another.
        Merge = "merge",
        /// Values of a person were set by an import.
        Import = "import",
        /// Values of a person were set by a request.
        Update = "update",
    }
}

text_enum! {
    /// A column of a table of persons, with values that can be changed.
    pub enum PersonColumn {
        /// The display name.
        Name = "name",
        /// The phone number.
        Phone = "phone",
        /// The e-mail address.
        Email = "email",
    }
}

/// A value of a person that is changed. The serialized form is the stored one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonValueChange {
    /// Its column.
    pub column: PersonColumn,
    /// The stored value.
    pub before: Option<String>,
    /// The new value.
    pub after: String,
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
    /// The person who was kept, from whom an account was unlinked, or whose values were set.
    pub person_id: PersonId,
    /// The person who was merged away, or who was created for the account; the same person, if their
    /// values were set.
    pub other_person_id: PersonId,
    /// The accounts that moved.
    pub identity_ids: Vec<IdentityId>,
    /// Who changed it.
    pub changed_by: Principal,
    /// Why, as the caller gave it.
    pub reason: Option<String>,
    /// What the change is based on, and what it replaced.
    pub evidence: ChangeEvidence,
    /// When.
    pub at: Timestamp,
}

/// What a change of persons is based on. The serialized form is the stored one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum ChangeEvidence {
    /// Two persons became one: both as they were before.
    Merged {
        /// The person who was merged into the other.
        source: Box<PersonSnapshot>,
        /// The person who was kept.
        target: Box<PersonSnapshot>,
    },
    /// An account was separated from its person: the person as it was before.
    Unlinked {
        /// The person before the change.
        person: Box<PersonSnapshot>,
        /// The separated account.
        identity: IdentityId,
    },
    /// Values of a person were set, by an import or a request: the person as it was before.
    Changed {
        /// The person before the change.
        person: Box<PersonSnapshot>,
        /// The values that were set.
        changes: Vec<PersonValueChange>,
    },
    /// A new account was assigned to a person because a fact is equal.
    Matched {
        /// The fact: `phone`, `email` or `username`.
        field: String,
        /// Its value, equal on both sides.
        value: String,
        /// How certain the match is, in percent.
        confidence: i64,
    },
    /// Evidence in a form that this version does not write.
    Other(Value),
}

/// A person at the time of a change: enough to undo it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PersonSnapshot {
    /// Internal id.
    pub id: PersonId,
    /// Name shown to people.
    pub display_name: Option<String>,
    /// E.164 number.
    pub primary_phone: Option<String>,
    /// E-mail address.
    pub primary_email: Option<String>,
    /// Metadata, as stored.
    pub metadata: Map<String, Value>,
    /// Creation time.
    pub created_at: Timestamp,
    /// The person's accounts.
    pub identities: Vec<IdentitySnapshot>,
}

/// An account at the time of a change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct IdentitySnapshot {
    /// Internal id.
    pub id: IdentityId,
    /// The channel's address of the account.
    #[serde(rename = "platformUserId")]
    pub address: String,
    /// What linked the account to its person.
    pub linked_by: LinkedBy,
    /// How certain the link is, in percent.
    pub confidence: i64,
}

/// A person who was merged into another, as the other's metadata lists it. The serialized form is
/// the stored one, which clients read in `metadata`.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MergedPerson<'a> {
    person_id: PersonId,
    display_name: &'a Option<String>,
    primary_phone: &'a Option<String>,
    primary_email: &'a Option<String>,
    merged_at: Timestamp,
    reason: Option<&'a str>,
}

impl<'a> MergedPerson<'a> {
    /// The metadata's name of the list.
    pub const LIST: &'static str = "mergedFrom";

    /// `person` as it was when it was merged into another at `merged_at`.
    #[must_use]
    pub const fn new(person: &'a Person, reason: Option<&'a str>, merged_at: Timestamp) -> Self {
        Self {
            person_id: person.id,
            display_name: &person.display_name,
            primary_phone: &person.primary_phone,
            primary_email: &person.primary_email,
            merged_at,
            reason,
        }
    }

    /// An entry of the list.
    #[must_use]
    pub fn into_value(self) -> Value {
        serde_json::to_value(self).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn stored_evidence_is_read_and_written_unchanged() {
        let id = "01890a5d-ac96-774b-bcce-b302099a8057";
        let person = json!({
            "id": id, "displayName": "Ann", "primaryPhone": null, "primaryEmail": null,
            "metadata": {"city": "Olinda"}, "createdAt": "2026-01-02T03:04:05.006Z",
            "identities": [
                {"id": id, "platformUserId": "123@lid", "linkedBy": "manual", "confidence": 90},
            ],
        });
        let rows = [
            (json!({"source": person, "target": person}), "merged"),
            (json!({"person": person, "identity": id}), "unlinked"),
            (
                json!({"person": person, "changes": [
                    {"column": "name", "before": null, "after": "Ann"},
                ]}),
                "changed",
            ),
            (json!({"field": "email", "value": "ann@example.org", "confidence": 90}), "matched"),
            (json!({"note": "by hand"}), "other"),
        ];
        for (stored, kind) in rows {
            let read: ChangeEvidence = serde_json::from_value(stored.clone()).expect("evidence");
            let is = match read {
                ChangeEvidence::Merged { .. } => "merged",
                ChangeEvidence::Unlinked { .. } => "unlinked",
                ChangeEvidence::Changed { .. } => "changed",
                ChangeEvidence::Matched { .. } => "matched",
                ChangeEvidence::Other(_) => "other",
            };
            assert_eq!(is, kind);
            assert_eq!(serde_json::to_value(&read).expect("JSON"), stored);
        }
    }
}
