//! Deciding about a sender by a thousand access rules.

use crate::figures::{Aim, Figures};
use anyhow::{Context, Result, ensure};
use omni_domain::instance::ChannelType;
use omni_domain::rules::{
    AccessMode, AccessRule, RuleAction, RuleActionKind, RuleCriteria, RuleType, Subject, decide,
};
use omni_domain::{Env, PhoneNumber, TenantId};
use std::hint::black_box;
use std::time::Instant;

const RULES: usize = 1_000;
const DECISIONS: u32 = 10_000;

/// The sender matches none of them, so that all are evaluated.
pub(crate) fn measure(figures: &mut Figures) -> Result<()> {
    let env = Env::system();
    let now = env.now();
    let mut rules = Vec::with_capacity(RULES);
    for index in 0..RULES {
        let pattern = format!("+1555{index:04}*").parse().context("a pattern")?;
        rules.push(AccessRule {
            id: env.id(),
            tenant_id: TenantId::DEFAULT,
            instance_id: None,
            rule_type: RuleType::Deny,
            criteria: RuleCriteria { phone_patterns: vec![pattern], ..RuleCriteria::default() },
            priority: 0,
            action: RuleAction { kind: RuleActionKind::Block, message: None },
            enabled: true,
            expires_at: None,
            reason: None,
            created_at: now,
            updated_at: now,
        });
    }
    let phones: Vec<PhoneNumber> = PhoneNumber::parse("5511999998888").into_iter().collect();
    let subject = Subject {
        instance_id: env.id(),
        channel: ChannelType::WhatsappBaileys,
        addresses: &["5511999998888@s.whatsapp.net", "12345678901234@lid"],
        phones: &phones,
        person_id: None,
    };
    let began = Instant::now();
    for _ in 0..DECISIONS {
        let decision = decide(AccessMode::Blocklist, black_box(&rules), black_box(&subject), now);
        ensure!(decision.allowed, "no rule matches this sender");
    }
    let each = began.elapsed().as_secs_f64() * 1e6 / f64::from(DECISIONS);
    figures.add("a decision by 1,000 access rules", each, "µs", Aim::AtMost(20.0));
    Ok(())
}
