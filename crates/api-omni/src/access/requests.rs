use crate::shapes::Time;
use omni_app::access::{CriteriaInput, NewRule, RulePatch};
use omni_app::entity_tag::Precondition;
use omni_domain::Timestamp;
use omni_domain::ids::{InstanceId, PersonId};
use omni_domain::instance::ChannelType;
use omni_domain::rules::{RuleAction, RuleActionKind, RuleType};
use serde::{Deserialize, Deserializer};
use utoipa::ToSchema;

/// A new rule.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct CreateAccessRuleRequest {
    /// Only on this instance; absent is all instances.
    #[schema(value_type = Option<Uuid>)]
    instance_id: Option<InstanceId>,
    /// `allow` or `deny`.
    #[serde(rename = "type")]
    #[schema(value_type = String, example = "deny")]
    rule_type: RuleType,
    criteria: RuleCriteriaRequest,
    /// Higher priorities are evaluated first; of equal ones, the newer rule. From -1000000 to
    /// 1000000.
    #[serde(default)]
    priority: i64,
    /// The action; absent is `allow` or `block`, according to the type.
    action: Option<RuleActionRequest>,
    /// Whether it is evaluated.
    #[schema(default = true)]
    enabled: Option<bool>,
    /// Ignored from this time on.
    #[schema(value_type = Option<Time>)]
    expires_at: Option<Timestamp>,
    /// A note.
    #[schema(max_length = 500)]
    reason: Option<String>,
}

/// The senders that a rule matches: by any of the first criteria, on the channel if one is given.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
struct RuleCriteriaRequest {
    /// Phone numbers with country code; `*` matches any digits.
    #[schema(example = json!(["+1555*"]))]
    phone_patterns: Vec<String>,
    /// Addresses on the channel.
    platform_user_ids: Vec<String>,
    /// One more address.
    platform_user_id: Option<String>,
    /// A person, with any of their accounts.
    #[schema(value_type = Option<Uuid>)]
    person_id: Option<PersonId>,
    /// Only on this channel.
    #[schema(value_type = Option<String>, example = "whatsapp-baileys")]
    channel: Option<ChannelType>,
}

/// The action for a message that a rule matches.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct RuleActionRequest {
    /// `allow`, `block` or `silent_block`.
    #[serde(rename = "type")]
    #[schema(value_type = String, example = "block")]
    kind: RuleActionKind,
    /// The text that a blocked sender receives; only with `block`.
    #[schema(max_length = 4096)]
    message: Option<String>,
}

/// Changes to a rule: only the given members change; `null` clears an optional one.
#[expect(clippy::option_option, reason = "absent, null and a value differ in a patch")]
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct UpdateAccessRuleRequest {
    /// Only on this instance; `null` is all instances.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<Uuid>)]
    instance_id: Option<Option<InstanceId>>,
    /// `allow` or `deny`.
    #[serde(rename = "type")]
    #[schema(value_type = Option<String>, example = "deny")]
    rule_type: Option<RuleType>,
    /// Replaced as a whole.
    criteria: Option<RuleCriteriaRequest>,
    /// From -1000000 to 1000000.
    priority: Option<i64>,
    /// Replaced as a whole.
    action: Option<RuleActionRequest>,
    enabled: Option<bool>,
    /// Ignored from this time on; `null` is never.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<Time>)]
    expires_at: Option<Option<Timestamp>>,
    /// A note.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    reason: Option<Option<String>>,
}

/// A member that is present, even as `null`.
#[expect(clippy::option_option, reason = "absent, null and a value differ in a patch")]
fn given<'de, D, T>(deserializer: D) -> Result<Option<Option<T>>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    Option::<T>::deserialize(deserializer).map(Some)
}

impl From<RuleCriteriaRequest> for CriteriaInput {
    fn from(request: RuleCriteriaRequest) -> Self {
        let mut platform_user_ids = request.platform_user_ids;
        platform_user_ids.extend(request.platform_user_id);
        Self {
            phone_patterns: request.phone_patterns,
            platform_user_ids,
            person_id: request.person_id,
            channel: request.channel,
        }
    }
}

impl From<RuleActionRequest> for RuleAction {
    fn from(request: RuleActionRequest) -> Self {
        Self { kind: request.kind, message: request.message }
    }
}

impl From<CreateAccessRuleRequest> for NewRule {
    fn from(request: CreateAccessRuleRequest) -> Self {
        Self {
            instance_id: request.instance_id,
            rule_type: request.rule_type,
            criteria: request.criteria.into(),
            priority: request.priority,
            action: request.action.map(RuleAction::from),
            enabled: request.enabled.unwrap_or(true),
            expires_at: request.expires_at,
            reason: request.reason,
        }
    }
}

impl From<UpdateAccessRuleRequest> for RulePatch {
    fn from(request: UpdateAccessRuleRequest) -> Self {
        Self {
            precondition: Precondition::None,
            instance_id: request.instance_id,
            rule_type: request.rule_type,
            criteria: request.criteria.map(CriteriaInput::from),
            priority: request.priority,
            action: request.action.map(RuleAction::from),
            enabled: request.enabled,
            expires_at: request.expires_at,
            reason: request.reason,
        }
    }
}
