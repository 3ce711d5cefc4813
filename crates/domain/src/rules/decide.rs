use super::{AccessMode, AccessRule, RuleActionKind, RuleCriteria};
use crate::clock::Timestamp;
use crate::ids::{InstanceId, PersonId};
use crate::instance::ChannelType;
use crate::phone::PhoneNumber;

/// The sender of a message, and its instance.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    /// The instance they write to.
    pub instance_id: InstanceId,
    /// Its network.
    pub channel: ChannelType,
    /// Every address known of them there.
    pub addresses: &'a [&'a str],
    /// Every phone number known of them.
    pub phones: &'a [PhoneNumber],
    /// Their person, where known.
    pub person_id: Option<PersonId>,
}

/// The ground of a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// The instance does not evaluate rules.
    Disabled,
    /// A rule matched.
    Rule,
    /// No rule matched, and the mode admits every sender.
    NotBlocked,
    /// No rule matched, and the mode admits no sender.
    NotAllowed,
    /// The account has blocked the sender, whatever the rules are.
    Blocked,
}

/// A decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decision<'r> {
    /// Whether the message goes to the agent.
    pub allowed: bool,
    /// What happens to it.
    pub action: RuleActionKind,
    /// The rule that decided, if one did.
    pub rule: Option<&'r AccessRule>,
    /// Why.
    pub why: Why,
}

/// Decides. `rules` are the tenant's, of all instances, in [`AccessRule::order`]: the first that is
/// in force here and matches decides; otherwise the mode does (docs/API-OMNI.md).
pub fn decide<'r>(
    mode: AccessMode,
    rules: &'r [AccessRule],
    subject: &Subject<'_>,
    now: Timestamp,
) -> Decision<'r> {
    if mode == AccessMode::Disabled {
        return by_mode(true, Why::Disabled);
    }
    let deciding = rules
        .iter()
        .find(|rule| in_force(rule, subject.instance_id, now) && matches(&rule.criteria, subject));
    match deciding {
        Some(rule) => Decision {
            allowed: rule.action.kind == RuleActionKind::Allow,
            action: rule.action.kind,
            rule: Some(rule),
            why: Why::Rule,
        },
        None if mode == AccessMode::Allowlist => by_mode(false, Why::NotAllowed),
        None => by_mode(true, Why::NotBlocked),
    }
}

/// A denial by the mode alone has no text, so the sender is not notified.
const fn by_mode(allowed: bool, why: Why) -> Decision<'static> {
    let action = if allowed { RuleActionKind::Allow } else { RuleActionKind::SilentBlock };
    Decision { allowed, action, rule: None, why }
}

fn in_force(rule: &AccessRule, instance: InstanceId, now: Timestamp) -> bool {
    rule.enabled
        && rule.instance_id.is_none_or(|only| only == instance)
        && rule.expires_at.is_none_or(|end| now < end)
}

fn matches(criteria: &RuleCriteria, subject: &Subject<'_>) -> bool {
    if criteria.channel.is_some_and(|only| only != subject.channel) {
        return false;
    }
    if criteria.names_no_sender() {
        // Every sender on the channel; a rule without criteria is refused when it is created.
        return criteria.channel.is_some();
    }
    let person = criteria.person_id.is_some_and(|wanted| subject.person_id == Some(wanted));
    person
        || criteria.platform_user_ids.iter().any(|wanted| is_address(wanted, subject))
        || criteria
            .phone_patterns
            .iter()
            .any(|pattern| subject.phones.iter().any(|phone| pattern.matches(phone)))
}

/// The address as it is, or a phone number.
fn is_address(wanted: &str, subject: &Subject<'_>) -> bool {
    subject.addresses.contains(&wanted)
        || PhoneNumber::parse(wanted).is_some_and(|phone| subject.phones.contains(&phone))
}

#[cfg(test)]
mod tests;
