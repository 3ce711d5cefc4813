//! The table `identities`.

use crate::address::address;
use crate::db::{MultiRow, or_fallback, row, statements, text};
use crate::error::StorageError;
use omni_domain::Timestamp;
use omni_domain::conversation::{Identity, IdentityLink, LinkedBy};
use omni_domain::ids::{IdentityId, InstanceId, PersonId, TenantId};
use uuid::Uuid;

row! {
    pub(super) struct IdentityRow {
        id: Uuid,
        tenant_id: Uuid,
        person_id: Uuid,
        channel: String,
        instance_id: Uuid,
        address: String,
        address_alt: Option<String>,
        display_name: Option<String>,
        username: Option<String>,
        email: Option<String>,
        message_count: i64,
        first_seen_at: i64,
        last_seen_at: i64,
        linked_by: String,
        confidence: i64,
        link_reason: Option<String>,
        linked_at: Option<i64>,
        phone: Option<String>,
    }
}

statements! {
    SELECT = concat!("SELECT ", columns!(), " FROM identities");
    FIND = concat!("SELECT ", columns!(), " FROM identities WHERE tenant_id = $1 AND id = $2");
    OF_PERSON = concat!(
        "SELECT ", columns!(), " FROM identities
         WHERE tenant_id = $1 AND person_id = $2 ORDER BY first_seen_at, id",
    );
    OF_ADDRESS = concat!(
        "SELECT ", columns!(), " FROM identities WHERE tenant_id = $1 AND address = $2
         UNION ALL
         SELECT ", columns!(), " FROM identities WHERE tenant_id = $1 AND address_alt = $2",
    );
    OF_PHONE = concat!(
        "SELECT ", columns!(), " FROM identities WHERE tenant_id = $1 AND phone = $2",
    );
    /// Assigns an account to a person: account, person, how, how sure, why, when.
    GIVE = "UPDATE identities SET person_id = $2, linked_by = $3, confidence = $4,
        link_reason = $5, linked_at = $6 WHERE id = $1";
    GIVE_RULES = "UPDATE access_rules SET person_id = $2 WHERE person_id = $1";
    BY_ID = concat!("SELECT ", columns!(), " FROM identities WHERE id = $1");
    INSERT = concat!(
        "INSERT INTO identities (", columns!(), ")
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)",
    );
    SET_FACTS = "UPDATE identities SET username = COALESCE($2, username),
        email = COALESCE($3, email) WHERE id = $1";
    SET_ADDRESS = "UPDATE identities SET address = $2, address_alt = $3, phone = $4 WHERE id = $1";
    MOVE_PARTICIPANTS = "UPDATE participants SET identity_id = $2 WHERE identity_id = $1";
    DELETE = "DELETE FROM identities WHERE id = $1";
    ABSORB = "UPDATE identities SET message_count = $2, first_seen_at = $3,
        last_seen_at = $4, display_name = $5 WHERE id = $1";
}

/// Several identities have written: identity, messages, last seen, name.
pub(super) static TOUCH: MultiRow = MultiRow::new(
    "UPDATE identities SET message_count = message_count + v.column2,
     last_seen_at = CASE WHEN last_seen_at < v.column3 THEN v.column3 ELSE last_seen_at END,
     display_name = COALESCE(v.column4, display_name) FROM (VALUES ",
    4,
    ") AS v WHERE identities.id = v.column1",
);

impl TryFrom<IdentityRow> for Identity {
    type Error = StorageError;

    fn try_from(row: IdentityRow) -> Result<Self, StorageError> {
        Ok(Self {
            id: IdentityId(row.id),
            tenant_id: TenantId(row.tenant_id),
            person_id: PersonId(row.person_id),
            channel: text("identities", row.id, &row.channel)?,
            instance_id: InstanceId(row.instance_id),
            address: address("identities", row.id, row.address, row.address_alt, row.phone),
            display_name: row.display_name,
            username: row.username,
            email: row.email,
            message_count: row.message_count,
            first_seen_at: Timestamp(row.first_seen_at),
            last_seen_at: Timestamp(row.last_seen_at),
            link: IdentityLink {
                // Without it the account would be unknown, and none of its messages stored.
                linked_by: or_fallback(text("identities", row.id, &row.linked_by), || {
                    LinkedBy::Initial
                }),
                confidence: row.confidence,
                reason: row.link_reason,
                at: row.linked_at.map(Timestamp),
            },
        })
    }
}
