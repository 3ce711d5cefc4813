use super::requests::{self, RulePatch};
use super::{changed, check_instance, is_visible, tag};
use crate::app::App;
use crate::authorization;
use crate::caches;
use crate::error::Error;
use omni_domain::access::{Caller, Scope};
use omni_domain::event::RuleChange;
use omni_domain::ids::AccessRuleId;
use omni_domain::rules::{AccessRule, RuleActionKind, RuleType};
use omni_storage::Tx;

/// Changes a rule; it holds from the next message on.
pub async fn update(
    app: &App,
    caller: &Caller,
    id: AccessRuleId,
    patch: RulePatch,
) -> Result<AccessRule, Error> {
    authorization::require(caller, Scope::AccessWrite)?;
    if let Some(instance) = patch.instance_id {
        check_instance(app, caller, instance).await?;
    }
    let (inner, caller) = (app.clone(), caller.clone());
    let rule = app
        .store
        .write(move |tx| Box::pin(async move { write_in(&inner, tx, &caller, id, patch).await }))
        .await?;
    caches::drop_elsewhere(app).await;
    Ok(rule)
}

/// Reads, decides and writes in one transaction, so that two changes at once both count.
async fn write_in(
    app: &App,
    tx: &mut Tx,
    caller: &Caller,
    id: AccessRuleId,
    patch: RulePatch,
) -> Result<AccessRule, Error> {
    let found = tx.lock_access_rule(caller.tenant_id, id).await?;
    let mut rule = found
        .filter(|rule| is_visible(caller, rule))
        .ok_or_else(|| Error::not_found("access rule", id))?;
    patch.precondition.check(|| tag(&rule))?;
    let now = app.env.now();
    rule.instance_id = patch.instance_id.unwrap_or(rule.instance_id);
    if let Some(criteria) = patch.criteria {
        rule.criteria = requests::criteria(&criteria)?;
    }
    if let Some(priority) = patch.priority {
        rule.priority = requests::priority(priority)?;
    }
    rule.rule_type = patch.rule_type.unwrap_or(rule.rule_type);
    let fits = (rule.action.kind == RuleActionKind::Allow) == (rule.rule_type == RuleType::Allow);
    // A rule whose type changes without a new action takes the default action of the new type.
    let action = patch.action.or_else(|| fits.then(|| rule.action.clone()));
    rule.action = requests::action(rule.rule_type, action)?;
    rule.enabled = patch.enabled.unwrap_or(rule.enabled);
    if let Some(expires_at) = patch.expires_at {
        rule.expires_at = requests::expiry(expires_at, now)?;
    }
    if let Some(reason) = patch.reason {
        rule.reason = requests::reason(reason)?;
    }
    rule.updated_at = now;
    let event = changed(app, caller, RuleChange::Updated, &rule);
    tx.update_access_rule(&rule).await?;
    tx.append_event(event);
    Ok(rule)
}
