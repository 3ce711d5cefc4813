use super::{Subject, Why, decide};
use crate::clock::Timestamp;
use crate::ids::{AccessRuleId, InstanceId, PersonId, TenantId};
use crate::instance::ChannelType;
use crate::phone::PhoneNumber;
use crate::rules::{AccessMode, AccessRule, RuleAction, RuleActionKind, RuleCriteria, RuleType};
use uuid::Uuid;

const NOW: Timestamp = Timestamp(1_000_000);
const HERE: InstanceId = InstanceId(Uuid::from_u128(1));
const ELSEWHERE: InstanceId = InstanceId(Uuid::from_u128(2));
const ANN: PersonId = PersonId(Uuid::from_u128(3));
const PHONE: &str = "15550002222@phone";
const LID: &str = "99887766@lid";

fn deny(criteria: RuleCriteria) -> AccessRule {
    AccessRule {
        id: AccessRuleId(Uuid::from_u128(9)),
        tenant_id: TenantId::DEFAULT,
        instance_id: None,
        rule_type: RuleType::Deny,
        criteria,
        priority: 0,
        action: RuleAction { kind: RuleActionKind::Block, message: None },
        enabled: true,
        expires_at: None,
        reason: None,
        created_at: NOW,
        updated_at: NOW,
    }
}

fn allow(criteria: RuleCriteria) -> AccessRule {
    AccessRule {
        rule_type: RuleType::Allow,
        action: RuleAction { kind: RuleActionKind::Allow, message: None },
        ..deny(criteria)
    }
}

fn phone(pattern: &str) -> RuleCriteria {
    let phone_patterns = vec![pattern.parse().expect("a pattern")];
    RuleCriteria { phone_patterns, ..RuleCriteria::default() }
}

fn user(id: &str) -> RuleCriteria {
    RuleCriteria { platform_user_ids: vec![id.to_owned()], ..RuleCriteria::default() }
}

fn verdict(mode: AccessMode, mut rules: Vec<AccessRule>, addresses: &[&str]) -> (bool, Why) {
    rules.sort_by_key(AccessRule::order);
    let channel = ChannelType::WhatsappBaileys;
    let phones: Vec<PhoneNumber> = addresses
        .iter()
        .filter_map(|address| PhoneNumber::parse(address.trim_end_matches("@phone")))
        .collect();
    let subject =
        Subject { instance_id: HERE, channel, addresses, phones: &phones, person_id: Some(ANN) };
    let decision = decide(mode, &rules, &subject, NOW);
    assert_eq!(decision.allowed, decision.action == RuleActionKind::Allow);
    (decision.allowed, decision.why)
}

#[expect(clippy::too_many_lines, reason = "one table")]
#[test]
fn the_first_rule_that_matches_decides_and_else_the_mode() {
    use AccessMode::{Allowlist, Blocklist, Disabled};
    let both = [PHONE, LID];
    let person = |person_id| RuleCriteria { person_id, ..RuleCriteria::default() };
    let channel = |channel| RuleCriteria { channel: Some(channel), ..RuleCriteria::default() };
    let wa = ChannelType::WhatsappBaileys;
    let with = |rule: AccessRule, change: fn(&mut AccessRule)| {
        let mut rule = rule;
        change(&mut rule);
        rule
    };
    let cases: Vec<(&str, AccessMode, Vec<AccessRule>, bool, Why)> = vec![
        ("no rule, blocklist", Blocklist, vec![], true, Why::NotBlocked),
        ("no rule, allowlist", Allowlist, vec![], false, Why::NotAllowed),
        ("disabled evaluates none", Disabled, vec![deny(phone("*"))], true, Why::Disabled),
        ("a global rule", Blocklist, vec![deny(phone("+1555*"))], false, Why::Rule),
        ("a pattern of others", Blocklist, vec![deny(phone("+49*"))], true, Why::NotBlocked),
        ("an allowed number", Allowlist, vec![allow(phone("15550002222"))], true, Why::Rule),
        ("a user id", Blocklist, vec![deny(user(LID))], false, Why::Rule),
        ("a number as user id", Blocklist, vec![deny(user("+15550002222"))], false, Why::Rule),
        ("another user id", Blocklist, vec![deny(user("1@lid"))], true, Why::NotBlocked),
        ("a person", Blocklist, vec![deny(person(Some(ANN)))], false, Why::Rule),
        ("a whole channel", Blocklist, vec![deny(channel(wa))], false, Why::Rule),
        (
            "another channel",
            Blocklist,
            vec![deny(channel(ChannelType::Discord))],
            true,
            Why::NotBlocked,
        ),
        (
            "another channel narrows",
            Blocklist,
            vec![deny(RuleCriteria { channel: Some(ChannelType::Discord), ..phone("*") })],
            true,
            Why::NotBlocked,
        ),
        ("no criteria", Blocklist, vec![deny(RuleCriteria::default())], true, Why::NotBlocked),
        (
            "this instance",
            Blocklist,
            vec![with(deny(phone("*")), |rule| rule.instance_id = Some(HERE))],
            false,
            Why::Rule,
        ),
        (
            "another instance",
            Blocklist,
            vec![with(deny(phone("*")), |rule| rule.instance_id = Some(ELSEWHERE))],
            true,
            Why::NotBlocked,
        ),
        (
            "switched off",
            Blocklist,
            vec![with(deny(phone("*")), |rule| rule.enabled = false)],
            true,
            Why::NotBlocked,
        ),
        (
            "not yet expired",
            Blocklist,
            vec![with(deny(phone("*")), |rule| rule.expires_at = Some(Timestamp(NOW.0 + 1)))],
            false,
            Why::Rule,
        ),
        (
            "expired",
            Blocklist,
            vec![with(deny(phone("*")), |rule| rule.expires_at = Some(NOW))],
            true,
            Why::NotBlocked,
        ),
        (
            "priority decides",
            Blocklist,
            vec![deny(phone("*")), with(allow(phone("+1555*")), |rule| rule.priority = 5)],
            true,
            Why::Rule,
        ),
        (
            "the newer decides among equals",
            Blocklist,
            vec![allow(phone("*")), with(deny(phone("*")), |rule| rule.created_at.0 += 1)],
            false,
            Why::Rule,
        ),
    ];
    for (name, mode, rules, allowed, why) in cases {
        assert_eq!(verdict(mode, rules, &both), (allowed, why), "{name}");
    }
}

#[test]
fn a_number_is_known_only_where_an_address_has_one() {
    let rules = || vec![deny(phone("*"))];
    assert!(verdict(AccessMode::Blocklist, rules(), &[LID]).0, "a LID alone is no number");
    assert!(!verdict(AccessMode::Blocklist, rules(), &[LID, PHONE]).0);
    assert!(!verdict(AccessMode::Blocklist, rules(), &["+1 555 000 2222"]).0);
}
