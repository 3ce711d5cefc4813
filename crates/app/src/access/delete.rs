use super::{changed, load};
use crate::app::App;
use crate::authorization;
use crate::error::Error;
use omni_domain::access::{Caller, Scope};
use omni_domain::event::RuleChange;
use omni_domain::ids::AccessRuleId;

/// Deletes a rule; it no longer holds from the next message on.
pub async fn delete(app: &App, caller: &Caller, id: AccessRuleId) -> Result<(), Error> {
    authorization::require(caller, Scope::AccessWrite)?;
    let rule = load(app, caller, id).await?;
    let event = changed(app, caller, RuleChange::Deleted, &rule);
    app.store
        .write(move |tx| {
            Box::pin(async move {
                if !tx.delete_access_rule(rule.tenant_id, id).await? {
                    return Err(Error::not_found("access rule", id));
                }
                tx.append_event(event);
                Ok(())
            })
        })
        .await
}
