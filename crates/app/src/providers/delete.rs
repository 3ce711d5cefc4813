use super::{change, require_write};
use crate::app::App;
use crate::changes;
use crate::entity_tag::Precondition;
use crate::error::Error;
use omni_domain::access::Caller;
use omni_domain::event::EventBody;
use omni_domain::ids::ProviderId;

/// Removes a provider that no instance uses.
pub async fn delete(
    app: &App,
    caller: &Caller,
    id: ProviderId,
    precondition: Precondition,
) -> Result<(), Error> {
    require_write(caller)?;
    let (inner, tenant, principal) = (app.clone(), caller.tenant_id, caller.principal);
    app.store
        .write(move |tx| {
            Box::pin(async move {
                let found = tx.lock_provider(tenant, id).await?;
                let provider = found.ok_or_else(|| Error::not_found("provider", id))?;
                precondition.check(|| change::tag(&provider))?;
                let users = tx.provider_users(tenant, id).await?;
                if !users.is_empty() {
                    return Err(Error::in_use("provider", &users));
                }
                tx.delete_provider(tenant, id).await?;
                changes::provider(&inner, tx, &provider, principal, EventBody::ProviderDeleted);
                Ok(())
            })
        })
        .await
}
