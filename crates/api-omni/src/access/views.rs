use crate::shapes::Time;
use omni_domain::ids::{InstanceId, PersonId};
use omni_domain::instance::ChannelType;
use omni_domain::rules::{AccessRule, RuleAction, RuleCriteria};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// A rule that decides which senders' messages reach the agents.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct AccessRuleView {
    id: Uuid,
    /// Only on this instance; `null` is all instances.
    instance_id: Option<Uuid>,
    /// `allow` or `deny`.
    #[serde(rename = "type")]
    #[schema(example = "deny")]
    rule_type: &'static str,
    criteria: RuleCriteriaView,
    /// Higher priorities are evaluated first; of equal ones, the newer rule.
    priority: i64,
    action: RuleActionView,
    /// Whether it is evaluated.
    enabled: bool,
    /// Ignored from this time on.
    expires_at: Option<Time>,
    reason: Option<String>,
    created_at: Time,
    updated_at: Time,
}

/// The senders that a rule matches: by any of the first three criteria, on the channel if one is
/// given.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct RuleCriteriaView {
    #[schema(example = json!(["+1555*"]))]
    phone_patterns: Vec<String>,
    platform_user_ids: Vec<String>,
    person_id: Option<Uuid>,
    channel: Option<&'static str>,
}

/// The action for a message that a rule matches.
#[derive(Debug, Serialize, ToSchema)]
struct RuleActionView {
    /// `allow`, `block` or `silent_block`.
    #[serde(rename = "type")]
    #[schema(example = "block")]
    kind: &'static str,
    /// The text that a blocked sender receives.
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<String>,
}

impl From<AccessRule> for AccessRuleView {
    fn from(rule: AccessRule) -> Self {
        Self {
            id: rule.id.uuid(),
            instance_id: rule.instance_id.map(InstanceId::uuid),
            rule_type: rule.rule_type.as_str(),
            criteria: rule.criteria.into(),
            priority: rule.priority,
            action: rule.action.into(),
            enabled: rule.enabled,
            expires_at: rule.expires_at.map(Time),
            reason: rule.reason,
            created_at: rule.created_at.into(),
            updated_at: rule.updated_at.into(),
        }
    }
}

impl From<RuleCriteria> for RuleCriteriaView {
    fn from(criteria: RuleCriteria) -> Self {
        Self {
            phone_patterns: criteria.phone_patterns.into_iter().map(String::from).collect(),
            platform_user_ids: criteria.platform_user_ids,
            person_id: criteria.person_id.map(PersonId::uuid),
            channel: criteria.channel.map(ChannelType::as_str),
        }
    }
}

impl From<RuleAction> for RuleActionView {
    fn from(action: RuleAction) -> Self {
        Self { kind: action.kind.as_str(), message: action.message }
    }
}
