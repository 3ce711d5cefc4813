use super::requests::{self, RulePatch};
use super::{changed, check_instance, load};
use crate::app::App;
use crate::authorization;
use crate::error::Error;
use omni_domain::access::{Caller, Scope};
use omni_domain::event::RuleChange;
use omni_domain::ids::AccessRuleId;
use omni_domain::rules::{AccessRule, RuleActionKind, RuleType};

/// Changes a rule; it holds from the next message on.
pub async fn update(
    app: &App,
    caller: &Caller,
    id: AccessRuleId,
    patch: RulePatch,
) -> Result<AccessRule, Error> {
    authorization::require(caller, Scope::AccessWrite)?;
    let mut rule = load(app, caller, id).await?;
    let now = app.env.now();
    if let Some(instance) = patch.instance_id {
        check_instance(app, caller, instance).await?;
        rule.instance_id = instance;
    }
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
    let (row, event) = (rule.clone(), changed(app, caller, RuleChange::Updated, &rule));
    app.store
        .write(move |tx| {
            Box::pin(async move {
                if !tx.update_access_rule(&row).await? {
                    return Err(Error::not_found("access rule", row.id));
                }
                tx.append_event(event);
                Ok(())
            })
        })
        .await?;
    Ok(rule)
}
