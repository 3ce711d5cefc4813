use super::requests::{self, NewRule};
use super::{changed, check_instance};
use crate::app::App;
use crate::authorization;
use crate::caches;
use crate::error::Error;
use omni_domain::access::{Caller, Scope};
use omni_domain::event::RuleChange;
use omni_domain::rules::AccessRule;

/// Rules of one tenant at most: each message is checked against all of them.
const MAX_RULES: i64 = 5000;

/// Creates a rule; it holds from the next message on.
pub async fn create(app: &App, caller: &Caller, new: NewRule) -> Result<AccessRule, Error> {
    authorization::require(caller, Scope::AccessWrite)?;
    let now = app.env.now();
    let rule = AccessRule {
        id: app.env.id(),
        tenant_id: caller.tenant_id,
        instance_id: new.instance_id,
        rule_type: new.rule_type,
        criteria: requests::criteria(&new.criteria)?,
        priority: requests::priority(new.priority)?,
        action: requests::action(new.rule_type, new.action)?,
        enabled: new.enabled,
        expires_at: requests::expiry(new.expires_at, now)?,
        reason: requests::reason(new.reason)?,
        created_at: now,
        updated_at: now,
    };
    check_instance(app, caller, rule.instance_id).await?;
    let (row, event) = (rule.clone(), changed(app, caller, RuleChange::Created, &rule));
    app.store
        .write(move |tx| {
            Box::pin(async move {
                if tx.count_access_rules(row.tenant_id).await? >= MAX_RULES {
                    return Err(Error::conflict(format!(
                        "there are {MAX_RULES} access rules already; one rule can hold many numbers"
                    )));
                }
                tx.insert_access_rule(&row).await?;
                tx.append_event(event);
                Ok(())
            })
        })
        .await?;
    caches::drop_elsewhere(app).await;
    Ok(rule)
}
