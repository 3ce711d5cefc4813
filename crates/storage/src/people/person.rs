//! The table `persons`.

use crate::db::{row, statements};
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
        "INSERT INTO persons (", columns!(), ") VALUES ($1, $2, $3, $4, $5, $6, $7)",
    );
    UPDATE = "UPDATE persons SET display_name = $3, primary_phone = $4, primary_email = $5,
        updated_at = $6 WHERE tenant_id = $1 AND id = $2";
    DELETE_IF_EMPTY = "DELETE FROM persons WHERE id = $1
        AND NOT EXISTS (SELECT 1 FROM identities WHERE person_id = $1)";
}

impl From<PersonRow> for Person {
    fn from(row: PersonRow) -> Self {
        Self {
            id: PersonId(row.id),
            tenant_id: TenantId(row.tenant_id),
            display_name: row.display_name,
            primary_phone: row.primary_phone,
            primary_email: row.primary_email,
            created_at: Timestamp(row.created_at),
            updated_at: Timestamp(row.updated_at),
        }
    }
}
