//! Who may talk to the agents: access rules, and the one function that decides.

use crate::clock::Timestamp;
use crate::ids::{AccessRuleId, InstanceId, PersonId, TenantId};
use crate::instance::ChannelType;
use crate::text_enum::text_enum;
use serde::{Deserialize, Serialize};

mod decide;
mod pattern;

pub use decide::{Decision, Subject, Why, decide};
pub use pattern::PhonePattern;

text_enum! {
    /// The type of a rule.
    pub enum RuleType {
        /// Admits senders.
        Allow = "allow",
        /// Denies senders.
        Deny = "deny",
    }
}

text_enum! {
    /// What happens to a message that a rule is about.
    pub enum RuleActionKind {
        /// It goes to the agent.
        Allow = "allow",
        /// It does not, and the sender may be notified.
        Block = "block",
        /// It does not, and the sender is not notified.
        SilentBlock = "silent_block",
    }
}

text_enum! {
    /// What holds on an instance where no rule matches.
    pub enum AccessMode {
        /// Rules are not evaluated: every sender is admitted.
        Disabled = "disabled",
        /// Every sender is admitted but those a rule denies.
        Blocklist = "blocklist",
        /// No sender is admitted but those a rule allows.
        Allowlist = "allowlist",
    }
}

#[expect(clippy::derivable_impls, reason = "the enum's macro derives, and it has no default")]
impl Default for AccessMode {
    fn default() -> Self {
        Self::Blocklist
    }
}

/// What to do with a message, and what to send.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleAction {
    /// What happens.
    #[serde(rename = "type")]
    pub kind: RuleActionKind,
    /// The text for a blocked sender; only with `block`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

/// Whom a rule is about. The three ways of naming senders are alternatives: one of them suffices.
/// The channel narrows all of them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RuleCriteria {
    /// Phone numbers, `*` standing for any digits.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub phone_patterns: Vec<PhonePattern>,
    /// Addresses on the channel.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub platform_user_ids: Vec<String>,
    /// A person, with any of their accounts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person_id: Option<PersonId>,
    /// Only on this network.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<ChannelType>,
}

impl RuleCriteria {
    /// Whether it names no sender in particular.
    pub const fn names_no_sender(&self) -> bool {
        self.phone_patterns.is_empty()
            && self.platform_user_ids.is_empty()
            && self.person_id.is_none()
    }
}

/// A rule about who may talk to the agents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessRule {
    /// Internal id.
    pub id: AccessRuleId,
    /// Owner.
    pub tenant_id: TenantId,
    /// Only on this instance; `None` is on all.
    pub instance_id: Option<InstanceId>,
    /// Its type.
    pub rule_type: RuleType,
    /// Whom it is about.
    pub criteria: RuleCriteria,
    /// Rules with a higher priority are evaluated first; among equals, the newer.
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

impl AccessRule {
    /// The order in which rules are evaluated, for sorting.
    pub fn order(&self) -> impl Ord + use<> {
        use std::cmp::Reverse;
        (Reverse(self.priority), Reverse(self.created_at), Reverse(self.id))
    }
}
