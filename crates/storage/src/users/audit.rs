//! The table `user_audit`.

use crate::Store;
use crate::db::{Conn, Select, json_text, parse_json, row, statements, text};
use crate::error::StorageError;
use crate::page::{before, page};
use crate::store::lookups;
use crate::tx::Tx;
use omni_domain::Timestamp;
use omni_domain::access::Role;
use omni_domain::ids::{TenantId, UserId};
use omni_domain::page::{Cursor, Page, PageRequest};
use omni_domain::user_audit::{UserAction, UserAudit};
use serde::{Deserialize, Serialize};
pub(crate) use sql::ALL;
use uuid::Uuid;

const TABLE: &str = "user_audit";

/// Which entries of a user's audit to list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UserAuditFilter {
    /// Of these kinds; empty is all.
    pub actions: Vec<UserAction>,
    /// Not before.
    pub since: Option<Timestamp>,
    /// Before.
    pub until: Option<Timestamp>,
}

/// The column `metadata`.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Metadata {
    #[serde(skip_serializing_if = "Option::is_none")]
    request_id: Option<String>,
    /// Those that this version does not have are left out when they are read.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fields: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<Role>,
}

row! {
    struct AuditRow {
        id: Uuid,
        tenant_id: Uuid,
        user_id: Uuid,
        action: String,
        at: i64,
        principal: String,
        ip: Option<String>,
        user_agent: Option<String>,
        metadata: String,
    }
}

/// The list, before its conditions.
const LIST: &str = concat!("SELECT ", columns!(), " FROM user_audit WHERE user_id = ");

mod sql {
    use super::statements;

    statements! {
        INSERT = concat!(
            "INSERT INTO user_audit (", columns!(), ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        );
        ANY_OF = "SELECT id FROM user_audit WHERE user_id = $1 AND tenant_id = $2 LIMIT 1";
        DELETE_BEFORE = "DELETE FROM user_audit WHERE id IN
            (SELECT id FROM user_audit WHERE at < $1 ORDER BY at LIMIT $2)";
    }
}

impl TryFrom<AuditRow> for UserAudit {
    type Error = StorageError;

    fn try_from(row: AuditRow) -> Result<Self, StorageError> {
        let metadata: Metadata = parse_json(TABLE, row.id, &row.metadata)?;
        Ok(Self {
            id: row.id,
            tenant_id: TenantId(row.tenant_id),
            user_id: UserId(row.user_id),
            action: text(TABLE, row.id, &row.action)?,
            at: Timestamp(row.at),
            changed_by: text(TABLE, row.id, &row.principal)?,
            ip: row.ip,
            user_agent: row.user_agent,
            request_id: metadata.request_id,
            changed_fields: metadata.fields.iter().filter_map(|field| field.parse().ok()).collect(),
            role: metadata.role,
        })
    }
}

async fn any_of(db: &mut Conn<'_>, t: TenantId, user: UserId) -> Result<bool, StorageError> {
    let found = db.query(sql::ANY_OF).bind(user.0).bind(t.0).maybe::<(Uuid,)>().await?;
    Ok(found.is_some())
}

lookups! {
    /// Whether a user has entries, also one who is deleted.
    has_user_audit(t: TenantId, user: UserId) -> bool = any_of;
}

impl Store {
    /// The audit log of a user, newest first, also of one who is deleted.
    pub async fn list_user_audit(
        &self,
        t: TenantId,
        user: UserId,
        filter: &UserAuditFilter,
        request: PageRequest,
    ) -> Result<Page<UserAudit>, StorageError> {
        let mut select = Select::new(LIST);
        select.bind(user.0).push(" AND tenant_id = ").bind(t.0);
        if !filter.actions.is_empty() {
            select.and_in("action", filter.actions.iter().map(|action| action.as_str()));
        }
        select.and_between("at", filter.since, filter.until);
        select.newest_before("at", before(request.after), request.limit);
        let mut reader = self.reader().await?;
        let rows = select.on(&mut reader.conn()).all::<AuditRow>().await?;
        Ok(page(rows, request.limit, |entry: &UserAudit| Cursor { key: entry.at.0, id: entry.id }))
    }
}

impl Tx {
    /// Adds an entry.
    pub async fn insert_user_audit(&mut self, entry: &UserAudit) -> Result<(), StorageError> {
        let metadata = Metadata {
            request_id: entry.request_id.clone(),
            fields: entry.changed_fields.iter().map(|field| field.as_str().to_owned()).collect(),
            role: entry.role,
        };
        self.db()
            .query(sql::INSERT)
            .bind(entry.id)
            .bind(entry.tenant_id.0)
            .bind(entry.user_id.0)
            .bind(entry.action.as_str())
            .bind(entry.at.0)
            .bind(entry.changed_by.to_string())
            .bind(entry.ip.as_deref())
            .bind(entry.user_agent.as_deref())
            .bind(json_text(&metadata))
            .run()
            .await
            .map(drop)
    }

    /// Deletes entries of before `cutoff`, at most `limit`. Returns how many.
    pub async fn delete_user_audit_before(
        &mut self,
        cutoff: Timestamp,
        limit: u32,
    ) -> Result<u64, StorageError> {
        let mut db = self.db();
        db.query(sql::DELETE_BEFORE).bind(cutoff.0).bind(i64::from(limit)).run().await
    }
}
