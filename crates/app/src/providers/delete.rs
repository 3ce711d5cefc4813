use super::require_write;
use crate::app::App;
use crate::error::Error;
use omni_domain::access::Caller;
use omni_domain::ids::ProviderId;

const MAX_NAMED: usize = 10;

/// Removes a provider that no instance uses.
pub async fn delete(app: &App, caller: &Caller, id: ProviderId) -> Result<(), Error> {
    require_write(caller)?;
    let tenant = caller.tenant_id;
    app.store
        .write(move |tx| {
            Box::pin(async move {
                if tx.find_provider(tenant, id).await?.is_none() {
                    return Err(Error::not_found("provider", id));
                }
                let users = tx.provider_users(tenant, id).await?;
                if !users.is_empty() {
                    return Err(in_use(&users));
                }
                tx.delete_provider(tenant, id).await?;
                Ok(())
            })
        })
        .await
}

fn in_use(users: &[String]) -> Error {
    let named = users.iter().take(MAX_NAMED).map(|name| format!("`{name}`"));
    let mut list = named.collect::<Vec<_>>().join(", ");
    if users.len() > MAX_NAMED {
        list.push_str(", …");
    }
    let count = users.len();
    Error::conflict(format!(
        "{count} instance(s) use this provider: {list}; give them another agent first"
    ))
}
