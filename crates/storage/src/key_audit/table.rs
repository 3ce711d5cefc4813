//! The table `api_key_audit`.

use super::metadata::Metadata;
use crate::db::{MultiRow, Query, json_text, parse_json, row, statements, text};
use crate::error::StorageError;
use omni_domain::Timestamp;
use omni_domain::ids::{ApiKeyId, TenantId};
use omni_domain::key::KeyAudit;
use uuid::Uuid;

row! {
    pub(super) struct AuditRow {
        id: Uuid,
        tenant_id: Uuid,
        key_id: Uuid,
        action: String,
        at: i64,
        ip: Option<String>,
        user_agent: Option<String>,
        endpoint: Option<String>,
        status_code: Option<i64>,
        metadata: Option<String>,
    }
}

statements! {
    DELETE_BEFORE = "DELETE FROM api_key_audit WHERE id IN
        (SELECT id FROM api_key_audit WHERE at < $1 ORDER BY at LIMIT $2)";
}

/// The list, before its conditions.
pub(super) const LIST: &str = concat!("SELECT ", columns!(), " FROM api_key_audit WHERE key_id = ");

pub(super) static INSERT: MultiRow = MultiRow::new(
    concat!("INSERT INTO api_key_audit (", columns!(), ") VALUES "),
    AuditRow::WIDTH,
    "",
);

pub(super) fn bind(query: &mut Query<'_>, entry: &KeyAudit) {
    query.push(entry.id);
    query.push(entry.tenant_id.0);
    query.push(entry.key_id.0);
    query.push(entry.action.as_str());
    query.push(entry.at.0);
    query.push(entry.ip.as_deref());
    query.push(entry.user_agent.as_deref());
    query.push(entry.endpoint.as_deref());
    query.push(entry.status_code.map(i64::from));
    query.push(Metadata::of(entry).as_ref().map(json_text));
}

impl TryFrom<AuditRow> for KeyAudit {
    type Error = StorageError;

    fn try_from(row: AuditRow) -> Result<Self, StorageError> {
        let metadata = match &row.metadata {
            Some(json) => parse_json("api_key_audit", row.id, json)?,
            None => Metadata::default(),
        };
        Ok(Self {
            id: row.id,
            tenant_id: TenantId(row.tenant_id),
            key_id: ApiKeyId(row.key_id),
            action: text("api_key_audit", row.id, &row.action)?,
            at: Timestamp(row.at),
            ip: row.ip,
            user_agent: row.user_agent,
            endpoint: row.endpoint,
            status_code: row.status_code.and_then(|code| u16::try_from(code).ok()),
            changed_by: metadata.changed_by(),
            request_id: metadata.request_id,
            changed_fields: metadata.fields.iter().filter_map(|field| field.parse().ok()).collect(),
        })
    }
}
