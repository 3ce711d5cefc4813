//! Bodies about access rules.

use crate::clock::Timestamp;
use crate::ids::{AccessRuleId, ApiKeyId, InstanceId, MessageId, PersonId};
use crate::rules::{AccessMode, AccessRule, RuleAction, RuleActionKind, RuleCriteria, RuleType};
use crate::text_enum::text_enum;
use serde::{Deserialize, Serialize};

text_enum! {
    /// The change of an access rule.
    pub enum RuleChange {
        /// It was created.
        Created = "created",
        /// It was changed.
        Updated = "updated",
        /// It was deleted.
        Deleted = "deleted",
    }
}

/// An access rule was created, changed or deleted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AccessRuleChanged {
    /// The rule.
    pub rule_id: AccessRuleId,
    /// The change.
    pub action: RuleChange,
    /// The rule after the change, or before it was deleted.
    pub rule: RuleSnapshot,
    /// The key of the request.
    pub changed_by: Option<ApiKeyId>,
}

/// A snapshot of an access rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RuleSnapshot {
    /// The rule.
    pub id: AccessRuleId,
    /// Only on this instance; `None` is on all.
    pub instance_id: Option<InstanceId>,
    /// What it is for.
    #[serde(rename = "type")]
    pub rule_type: RuleType,
    /// Whom it is about.
    pub criteria: RuleCriteria,
    /// Rules with a higher priority are evaluated first.
    pub priority: i64,
    /// What happens.
    pub action: RuleAction,
    /// Whether it is evaluated.
    pub enabled: bool,
    /// Not evaluated from this time on.
    pub expires_at: Option<Timestamp>,
    /// Reason, for people.
    pub reason: Option<String>,
    /// Creation time.
    pub created_at: Timestamp,
    /// Last change.
    pub updated_at: Timestamp,
}

impl From<&AccessRule> for RuleSnapshot {
    fn from(rule: &AccessRule) -> Self {
        Self {
            id: rule.id,
            instance_id: rule.instance_id,
            rule_type: rule.rule_type,
            criteria: rule.criteria.clone(),
            priority: rule.priority,
            action: rule.action.clone(),
            enabled: rule.enabled,
            expires_at: rule.expires_at,
            reason: rule.reason.clone(),
            created_at: rule.created_at,
            updated_at: rule.updated_at,
        }
    }
}

/// A sender was admitted or denied.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AccessDecision {
    /// The message.
    pub message_id: MessageId,
    /// The sender's address.
    #[serde(rename = "platformUserId")]
    pub address: String,
    /// The sender's person.
    pub person_id: Option<PersonId>,
    /// The rule that decided, if one did.
    pub rule_id: Option<AccessRuleId>,
    /// What happens to the message.
    pub action: RuleActionKind,
    /// Why, for people.
    pub reason: String,
    /// What holds on the instance where no rule matches.
    pub mode: AccessMode,
}
