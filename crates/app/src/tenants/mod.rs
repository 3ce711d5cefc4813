//! Tenants: created, suspended, resumed and deleted by operators of the server.

mod create;
mod delete;
mod get;
mod list;
mod resume;
mod suspend;

pub use create::{CreatedTenant, create};
pub use delete::delete;
pub use get::{find_by_name, get};
pub use list::list;
pub use resume::resume;
pub use suspend::suspend;

use crate::app::App;
use crate::error::Error;
use crate::{keys, sessions};
use omni_bus::Topic;
use omni_domain::access::Caller;
use omni_domain::ids::TenantId;
use omni_domain::tenant::{Tenant, TenantStatus};

fn unknown(id: TenantId) -> Error {
    Error::not_found("tenant", id)
}

/// Refuses to suspend or delete the default tenant, or the caller's own: no one could resume it.
fn require_expendable(caller: &Caller, id: TenantId) -> Result<(), Error> {
    if id == TenantId::DEFAULT {
        return Err(Error::conflict("the tenant `default` can be neither suspended nor deleted"));
    }
    if id == caller.tenant_id {
        return Err(Error::conflict(
            "the tenant of your own key can be neither suspended nor deleted",
        ));
    }
    Ok(())
}

/// Moves a tenant from one status to another; one that has it already stays as it is.
async fn change_status(
    app: &App,
    id: TenantId,
    from: TenantStatus,
    to: TenantStatus,
) -> Result<Tenant, Error> {
    let now = app.env.now();
    let changed = app
        .store
        .write(move |tx| {
            Box::pin(async move {
                if let Some(tenant) = tx.set_tenant_status(id, from, to).await? {
                    // The node that delivers webhooks looks at their endpoints again.
                    tx.revise_webhooks().await?;
                    if to == TenantStatus::Active {
                        tx.restart_webhook_failures(id, now).await?;
                    }
                    return Ok(tenant);
                }
                let tenant = tx.find_tenant(id).await?.ok_or_else(|| unknown(id))?;
                if tenant.status == to {
                    return Ok(tenant);
                }
                Err(Error::conflict(match tenant.status {
                    TenantStatus::Active => "the tenant is active; suspend it first",
                    TenantStatus::Deleting => "the tenant is being deleted",
                    TenantStatus::Suspended => "the tenant is suspended; resume it first",
                }))
            })
        })
        .await?;
    keys::changed(app).await;
    app.bus.wake(Topic::Webhooks);
    sessions::follow_tenants(app).await?;
    Ok(changed)
}
