//! The table `access_rules`.

use super::texts;
use crate::db::{Query, or_fallback, parse_json, row, statements, text};
use crate::error::StorageError;
use omni_domain::Timestamp;
use omni_domain::ids::{AccessRuleId, InstanceId, PersonId, TenantId};
use omni_domain::rules::{AccessRule, RuleAction, RuleActionKind, RuleCriteria, RuleType};
use uuid::Uuid;

const TABLE: &str = "access_rules";
/// The reason that a rule shows whose row cannot be read.
const UNREADABLE: &str = "The stored rule cannot be read: write it again, or delete it.";

row! {
    pub(super) struct RuleRow {
        id: Uuid,
        tenant_id: Uuid,
        instance_id: Option<Uuid>,
        rule_type: String,
        phone_patterns: String,
        platform_user_ids: String,
        person_id: Option<Uuid>,
        channel: Option<String>,
        priority: i64,
        action: String,
        message: Option<String>,
        enabled: bool,
        expires_at: Option<i64>,
        reason: Option<String>,
        updated_at: i64,
        created_at: i64,
    }
}

statements! {
    INSERT = concat!(
        "INSERT INTO access_rules (", columns!(), ")
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
    );
    UPDATE = "UPDATE access_rules SET instance_id = $3, rule_type = $4, phone_patterns = $5,
        platform_user_ids = $6, person_id = $7, channel = $8, priority = $9, action = $10,
        message = $11, enabled = $12, expires_at = $13, reason = $14, updated_at = $15
        WHERE id = $1 AND tenant_id = $2";
    DELETE = "DELETE FROM access_rules WHERE tenant_id = $1 AND id = $2";
    FIND = concat!("SELECT ", columns!(), " FROM access_rules WHERE tenant_id = $1 AND id = $2");
    COUNT = "SELECT COUNT(*) FROM access_rules WHERE tenant_id = $1";
    LIST = concat!("SELECT ", columns!(), " FROM access_rules WHERE tenant_id = $1");
}

/// Binds the columns that may change, in their order.
pub(super) fn bind(query: &mut Query<'_>, rule: &AccessRule) {
    query.push(rule.instance_id.map(|id| id.0));
    query.push(rule.rule_type.as_str());
    query.push(texts(&rule.criteria.phone_patterns));
    query.push(texts(&rule.criteria.platform_user_ids));
    query.push(rule.criteria.person_id.map(|id| id.0));
    query.push(rule.criteria.channel.map(omni_domain::instance::ChannelType::as_str));
    query.push(rule.priority);
    query.push(rule.action.kind.as_str());
    query.push(rule.action.message.as_deref());
    query.push(rule.enabled);
    query.push(rule.expires_at.map(|at| at.0));
    query.push(rule.reason.as_deref());
    query.push(rule.updated_at.0);
}

/// What a rule decides.
struct Ruling {
    rule_type: RuleType,
    criteria: RuleCriteria,
    action: RuleActionKind,
}

impl Ruling {
    fn read(row: &RuleRow) -> Result<Self, StorageError> {
        let id = row.id;
        let channel = row.channel.as_deref().map(|stored| text(TABLE, id, stored)).transpose()?;
        let criteria = RuleCriteria {
            phone_patterns: parse_json(TABLE, id, &row.phone_patterns)?,
            platform_user_ids: parse_json(TABLE, id, &row.platform_user_ids)?,
            person_id: row.person_id.map(PersonId),
            channel,
        };
        let rule_type = text(TABLE, id, &row.rule_type)?;
        Ok(Self { rule_type, criteria, action: text(TABLE, id, &row.action)? })
    }

    /// It matches no sender: no address is spelled so. Without criteria it would match every one.
    fn unreadable() -> Self {
        let none = vec!["unreadable".to_owned()];
        let criteria = RuleCriteria { platform_user_ids: none, ..RuleCriteria::default() };
        Self { rule_type: RuleType::Deny, criteria, action: RuleActionKind::Block }
    }
}

/// A rule is always read: one that cannot be is shown as disabled and unreadable, so that it can be
/// found, written again and deleted, and decides nothing meanwhile.
impl TryFrom<RuleRow> for AccessRule {
    type Error = StorageError;

    fn try_from(row: RuleRow) -> Result<Self, StorageError> {
        let read = or_fallback(Ruling::read(&row).map(Some), || None);
        let (enabled, reason) = match read {
            Some(_) => (row.enabled, row.reason),
            None => (false, Some(UNREADABLE.to_owned())),
        };
        let ruling = read.unwrap_or_else(Ruling::unreadable);
        Ok(Self {
            id: AccessRuleId(row.id),
            tenant_id: TenantId(row.tenant_id),
            instance_id: row.instance_id.map(InstanceId),
            rule_type: ruling.rule_type,
            criteria: ruling.criteria,
            priority: row.priority,
            action: RuleAction { kind: ruling.action, message: row.message },
            enabled,
            expires_at: row.expires_at.map(Timestamp),
            reason,
            created_at: Timestamp(row.created_at),
            updated_at: Timestamp(row.updated_at),
        })
    }
}
