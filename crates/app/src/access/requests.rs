//! The values of a rule, and their checks.

use crate::entity_tag::Precondition;
use crate::error::{Error, Field, Message};
use omni_domain::Timestamp;
use omni_domain::ids::{InstanceId, PersonId};
use omni_domain::instance::ChannelType;
use omni_domain::rules::{PhonePattern, RuleAction, RuleActionKind, RuleCriteria, RuleType};

/// Numbers, or addresses, of one rule.
const MAX_LISTED: usize = 1000;
/// Longest address, characters.
const MAX_ADDRESS: usize = 200;
/// Longest answer to a blocked sender, characters.
const MAX_MESSAGE: usize = 4096;
/// Longest reason, characters.
const MAX_REASON: usize = 500;
/// Priorities range from minus this to this.
const MAX_PRIORITY: i64 = 1_000_000;

/// Whom a rule is about, as given in the request.
#[derive(Debug, Clone, Default)]
pub struct CriteriaInput {
    /// Numbers with wildcards.
    pub phone_patterns: Vec<String>,
    /// Addresses on the channel.
    pub platform_user_ids: Vec<String>,
    /// A person.
    pub person_id: Option<PersonId>,
    /// Only on this network.
    pub channel: Option<ChannelType>,
}

/// A rule to create.
#[derive(Debug, Clone)]
pub struct NewRule {
    /// Only on this instance; `None` is on all.
    pub instance_id: Option<InstanceId>,
    /// What it is for.
    pub rule_type: RuleType,
    /// Whom it is about.
    pub criteria: CriteriaInput,
    /// Rules with a higher priority are evaluated first.
    pub priority: i64,
    /// What happens; `None` is the default of the type.
    pub action: Option<RuleAction>,
    /// Whether it is evaluated.
    pub enabled: bool,
    /// Not evaluated from this time on.
    pub expires_at: Option<Timestamp>,
    /// For people who read the rule.
    pub reason: Option<String>,
}

/// Changes to a rule: `None` leaves a member as it is, `Some(None)` empties it.
#[derive(Debug, Clone, Default)]
pub struct RulePatch {
    /// The state that it changes.
    pub precondition: Precondition,
    /// Only on this instance, or on all.
    pub instance_id: Option<Option<InstanceId>>,
    /// What it is for.
    pub rule_type: Option<RuleType>,
    /// Whom it is about, replaced whole.
    pub criteria: Option<CriteriaInput>,
    /// Rules with a higher priority are evaluated first.
    pub priority: Option<i64>,
    /// What happens, replaced whole.
    pub action: Option<RuleAction>,
    /// Whether it is evaluated.
    pub enabled: Option<bool>,
    /// Not evaluated from this time on.
    pub expires_at: Option<Option<Timestamp>>,
    /// For people who read the rule.
    pub reason: Option<Option<String>>,
}

/// A sender to check.
#[derive(Debug, Clone)]
pub struct CheckAccess {
    /// The instance they would write to.
    pub instance_id: InstanceId,
    /// Their address there, or a phone number.
    pub platform_user_id: String,
    /// The network; `None` is the instance's.
    pub channel: Option<ChannelType>,
}

pub(super) fn criteria(input: &CriteriaInput) -> Result<RuleCriteria, Error> {
    let phones = Field::RulePhones;
    let users = Field::RuleAccounts;
    if input.phone_patterns.len() > MAX_LISTED || input.platform_user_ids.len() > MAX_LISTED {
        let field = if input.phone_patterns.len() > MAX_LISTED { phones } else { users };
        return Err(Error::invalid(field, "a rule holds at most 1000 of these; create another"));
    }
    let parse = |text: &String| {
        text.parse::<PhonePattern>().map_err(|_| {
            Error::invalid(
                phones.clone(),
                "give numbers of at most 40 characters with country code, `*` for any digits: \
                 `+1555*`",
            )
        })
    };
    let phone_patterns = input.phone_patterns.iter().map(parse).collect::<Result<Vec<_>, _>>()?;
    let platform_user_ids: Vec<String> =
        input.platform_user_ids.iter().map(|id| id.trim().to_owned()).collect();
    if platform_user_ids.iter().any(|id| id.is_empty() || id.chars().count() > MAX_ADDRESS) {
        return Err(Error::invalid(users, "give addresses of 1 to 200 characters"));
    }
    let criteria = RuleCriteria {
        phone_patterns,
        platform_user_ids,
        person_id: input.person_id,
        channel: input.channel,
    };
    if criteria.names_no_sender() && criteria.channel.is_none() {
        return Err(Error::invalid(
            Field::RuleCriteria,
            Message::from("say whom the rule is about: ")
                .name(Field::RulePhones)
                .text(" (`*` for every sender with a number), ")
                .name(Field::RuleAccounts)
                .text(", ")
                .name(Field::RulePerson)
                .text(" or ")
                .name(Field::RuleChannel),
        ));
    }
    Ok(criteria)
}

/// The action, which must be one that the type allows.
pub(super) fn action(kind: RuleType, action: Option<RuleAction>) -> Result<RuleAction, Error> {
    let default = match kind {
        RuleType::Allow => RuleActionKind::Allow,
        RuleType::Deny => RuleActionKind::Block,
    };
    let Some(action) = action else { return Ok(RuleAction { kind: default, message: None }) };
    if (action.kind == RuleActionKind::Allow) != (kind == RuleType::Allow) {
        return Err(Error::invalid(
            Field::RuleActionType,
            "an `allow` rule has the action `allow`; a `deny` rule, `block` or `silent_block`",
        ));
    }
    let message = action.message.as_deref().map(str::trim).filter(|text| !text.is_empty());
    if message.is_some() && action.kind != RuleActionKind::Block {
        return Err(Error::invalid(
            Field::RuleActionMessage,
            "only the action `block` sends a message",
        ));
    }
    if message.is_some_and(|text| text.chars().count() > MAX_MESSAGE) {
        return Err(Error::invalid(Field::RuleActionMessage, "give at most 4096 characters"));
    }
    Ok(RuleAction { kind: action.kind, message: message.map(str::to_owned) })
}

pub(super) fn priority(priority: i64) -> Result<i64, Error> {
    if (-MAX_PRIORITY..=MAX_PRIORITY).contains(&priority) {
        return Ok(priority);
    }
    Err(Error::invalid(Field::RulePriority, "must be from -1000000 to 1000000"))
}

pub(super) fn reason(reason: Option<String>) -> Result<Option<String>, Error> {
    if reason.as_ref().is_some_and(|text| text.chars().count() > MAX_REASON) {
        return Err(Error::invalid(Field::RuleReason, "give a reason of at most 500 characters"));
    }
    Ok(reason.filter(|text| !text.trim().is_empty()))
}

pub(super) fn expiry(
    expires_at: Option<Timestamp>,
    now: Timestamp,
) -> Result<Option<Timestamp>, Error> {
    if expires_at.is_some_and(|at| at <= now) {
        return Err(Error::invalid(Field::RuleExpiry, "the expiry must be in the future"));
    }
    Ok(expires_at)
}
