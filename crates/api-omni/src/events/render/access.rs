//! Bodies about access rules.

use omni_domain::event::{AccessDecision, AccessRuleChanged, RuleSnapshot};
use omni_domain::rules::{RuleAction, RuleCriteria};
use serde_json::{Value, json};

pub(super) fn rule_changed(changed: &AccessRuleChanged) -> Value {
    json!({
        "ruleId": changed.rule_id,
        "action": changed.action,
        "rule": rule(&changed.rule),
        "changedBy": changed.changed_by,
    })
}

fn rule(rule: &RuleSnapshot) -> Value {
    json!({
        "id": rule.id,
        "instanceId": rule.instance_id,
        "type": rule.rule_type,
        "criteria": criteria(&rule.criteria),
        "priority": rule.priority,
        "action": action(&rule.action),
        "enabled": rule.enabled,
        "expiresAt": rule.expires_at,
        "reason": rule.reason,
        "createdAt": rule.created_at,
        "updatedAt": rule.updated_at,
    })
}

/// Only the criteria that are set.
fn criteria(criteria: &RuleCriteria) -> Value {
    let mut shown = json!({});
    if !criteria.phone_patterns.is_empty() {
        shown["phonePatterns"] = json!(criteria.phone_patterns);
    }
    if !criteria.platform_user_ids.is_empty() {
        shown["platformUserIds"] = json!(criteria.platform_user_ids);
    }
    if let Some(person) = criteria.person_id {
        shown["personId"] = json!(person);
    }
    if let Some(channel) = criteria.channel {
        shown["channel"] = json!(channel);
    }
    shown
}

fn action(action: &RuleAction) -> Value {
    let mut shown = json!({ "type": action.kind });
    if let Some(message) = &action.message {
        shown["message"] = json!(message);
    }
    shown
}

pub(super) fn decision(decision: &AccessDecision) -> Value {
    json!({
        "messageId": decision.message_id,
        "platformUserId": decision.address,
        "personId": decision.person_id,
        "ruleId": decision.rule_id,
        "action": decision.action,
        "reason": decision.reason,
        "mode": decision.mode,
    })
}
