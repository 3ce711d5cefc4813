use super::{changed, is_visible, tag};
use crate::app::App;
use crate::authorization;
use crate::caches;
use crate::entity_tag::Precondition;
use crate::error::Error;
use omni_domain::access::{Caller, Scope};
use omni_domain::event::RuleChange;
use omni_domain::ids::AccessRuleId;
use omni_storage::Tx;

/// Deletes a rule; it no longer holds from the next message on.
pub async fn delete(
    app: &App,
    caller: &Caller,
    id: AccessRuleId,
    precondition: Precondition,
) -> Result<(), Error> {
    authorization::require(caller, Scope::AccessWrite)?;
    let (inner, caller) = (app.clone(), caller.clone());
    app.store
        .write(move |tx| {
            Box::pin(async move { write_in(&inner, tx, &caller, id, &precondition).await })
        })
        .await?;
    caches::drop_elsewhere(app).await;
    Ok(())
}

async fn write_in(
    app: &App,
    tx: &mut Tx,
    caller: &Caller,
    id: AccessRuleId,
    precondition: &Precondition,
) -> Result<(), Error> {
    let missing = || Error::not_found("access rule", id);
    let found = tx.lock_access_rule(caller.tenant_id, id).await?;
    let rule = found.filter(|rule| is_visible(caller, rule)).ok_or_else(missing)?;
    precondition.check(|| tag(&rule))?;
    if !tx.delete_access_rule(rule.tenant_id, id).await? {
        return Err(missing());
    }
    tx.append_event(changed(app, caller, RuleChange::Deleted, &rule));
    Ok(())
}
