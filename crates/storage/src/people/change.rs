//! The table `person_changes`: the audit of persons.

use crate::Store;
use crate::db::{json_text, parse_json, readable, row, statements, text};
use crate::error::StorageError;
use crate::principal::principal;
use crate::tx::Tx;
use omni_domain::Timestamp;
use omni_domain::ids::{PersonChangeId, PersonId, TenantId};
use omni_domain::person_change::PersonChange;
use uuid::Uuid;

const TABLE: &str = "person_changes";

row! {
    struct ChangeRow {
        id: Uuid,
        tenant_id: Uuid,
        action: String,
        person_id: Uuid,
        other_person_id: Uuid,
        identity_ids: String,
        changed_by: Option<Uuid>,
        reason: Option<String>,
        evidence: String,
        at: i64,
        principal: Option<String>,
    }
}

mod sql {
    use super::statements;

    statements! {
        INSERT = concat!(
            "INSERT INTO person_changes (", columns!(), ")
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        );
        OF_PERSON = concat!(
            "SELECT ", columns!(), " FROM person_changes WHERE tenant_id = $1 AND person_id = $2
             UNION
             SELECT ", columns!(), " FROM person_changes
             WHERE tenant_id = $1 AND other_person_id = $2
             ORDER BY at DESC, id DESC LIMIT $3",
        );
    }
}
pub(crate) use sql::ALL;

impl TryFrom<ChangeRow> for PersonChange {
    type Error = StorageError;

    fn try_from(row: ChangeRow) -> Result<Self, StorageError> {
        Ok(Self {
            id: PersonChangeId(row.id),
            tenant_id: TenantId(row.tenant_id),
            action: text(TABLE, row.id, &row.action)?,
            person_id: PersonId(row.person_id),
            other_person_id: PersonId(row.other_person_id),
            identity_ids: parse_json(TABLE, row.id, &row.identity_ids)?,
            changed_by: principal(TABLE, row.id, row.principal.as_deref(), row.changed_by)?,
            reason: row.reason,
            evidence: parse_json(TABLE, row.id, &row.evidence)?,
            at: Timestamp(row.at),
        })
    }
}

impl Store {
    /// The changes of a person, the latest first, also of one who is deleted.
    pub async fn person_changes(
        &self,
        t: TenantId,
        person: PersonId,
        limit: u32,
    ) -> Result<Vec<PersonChange>, StorageError> {
        let mut reader = self.reader().await?;
        let mut db = reader.conn();
        let query = db.query(sql::OF_PERSON).bind(t.0).bind(person.0).bind(i64::from(limit));
        Ok(readable(query.all::<ChangeRow>().await?).collect())
    }
}

impl Tx {
    /// Adds a row to the audit.
    pub async fn insert_person_change(
        &mut self,
        change: &PersonChange,
    ) -> Result<(), StorageError> {
        self.db()
            .query(sql::INSERT)
            .bind(change.id.0)
            .bind(change.tenant_id.0)
            .bind(change.action.as_str())
            .bind(change.person_id.0)
            .bind(change.other_person_id.0)
            .bind(json_text(&change.identity_ids))
            .bind(change.changed_by.api_key().map(|id| id.0))
            .bind(change.reason.as_deref())
            .bind(json_text(&change.evidence))
            .bind(change.at.0)
            .bind(change.changed_by.to_string())
            .run()
            .await
            .map(drop)
    }
}
