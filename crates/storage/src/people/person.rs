//! The table `persons`.

use crate::db::{or_fallback, parse_json, row, statements};
use crate::error::StorageError;
use omni_domain::Timestamp;
use omni_domain::conversation::Person;
use omni_domain::ids::{PersonId, TenantId};
use uuid::Uuid;

row! {
    pub(super) struct PersonRow {
        id: Uuid,
        tenant_id: Uuid,
        display_name: Option<String>,
        primary_phone: Option<String>,
        primary_email: Option<String>,
        avatar_url: Option<String>,
        metadata: String,
        created_at: i64,
        updated_at: i64,
    }
}

statements! {
    FIND = concat!("SELECT ", columns!(), " FROM persons WHERE tenant_id = $1 AND id = $2");
    FIND_BY_PHONE = concat!(
        "SELECT ", columns!(), " FROM persons WHERE tenant_id = $1 AND primary_phone = $2",
    );
    INSERT = concat!(
        "INSERT INTO persons (", columns!(), ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    );
    UPDATE = "UPDATE persons SET display_name = $3, primary_phone = $4, primary_email = $5,
        avatar_url = $6, metadata = $7, updated_at = $8 WHERE tenant_id = $1 AND id = $2";
    /// Only if it is still what was read: two answers may be stored at once.
    SET_METADATA = "UPDATE persons SET metadata = $4, updated_at = $5
        WHERE tenant_id = $1 AND id = $2 AND metadata = $3";
    /// The person with an account of this phone number, on any instance. `IS TRUE` keeps the
    /// planner from scanning the whole tenant.
    FIND_BY_ACCOUNT_PHONE = concat!(
        "SELECT ", columns!(), " FROM persons WHERE (tenant_id = $1) IS TRUE AND id IN
         (SELECT person_id FROM identities WHERE tenant_id = $1 AND phone = $2)
         ORDER BY created_at, id LIMIT 1",
    );
    /// Oldest first, so that the same one is found each time.
    FIND_BY_EMAIL = concat!(
        "SELECT ", columns!(), " FROM persons WHERE (tenant_id = $1) IS TRUE AND id IN
         (SELECT id FROM persons WHERE tenant_id = $1 AND primary_email = $2
          UNION ALL SELECT person_id FROM identities WHERE tenant_id = $1 AND email = $2)
         ORDER BY created_at, id LIMIT 1",
    );
    /// Two at most: more than one is no match.
    FIND_BY_USERNAME = concat!(
        "SELECT ", columns!(), " FROM persons WHERE (tenant_id = $1) IS TRUE AND id IN
         (SELECT person_id FROM identities
          WHERE tenant_id = $1 AND username = $2 AND instance_id <> $3)
         LIMIT 2",
    );
    DELETE = "DELETE FROM persons WHERE tenant_id = $1 AND id = $2";
    /// Takes the lock that nodes with cached identities share, and makes them drop these.
    CHANGE_VERSION = "UPDATE sequences SET value = value + 1 WHERE name = 'persons'";
    DELETE_IF_EMPTY = "DELETE FROM persons WHERE id = $1
        AND NOT EXISTS (SELECT 1 FROM identities WHERE person_id = $1)";
}

/// The list, before its conditions.
pub(super) const LIST: &str = concat!("SELECT ", columns!(), " FROM persons WHERE tenant_id = ");

impl TryFrom<PersonRow> for Person {
    type Error = StorageError;

    fn try_from(row: PersonRow) -> Result<Self, StorageError> {
        Ok(Self {
            id: PersonId(row.id),
            tenant_id: TenantId(row.tenant_id),
            display_name: row.display_name,
            primary_phone: row.primary_phone,
            primary_email: row.primary_email,
            avatar_url: row.avatar_url,
            metadata: match row.metadata.as_str() {
                "{}" => serde_json::Map::new(),
                stored => or_fallback(parse_json("persons", row.id, stored), serde_json::Map::new),
            },
            created_at: Timestamp(row.created_at),
            updated_at: Timestamp(row.updated_at),
        })
    }
}
