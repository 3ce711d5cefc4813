use super::change_status;
use crate::app::App;
use crate::authorization;
use crate::error::Error;
use omni_domain::access::Caller;
use omni_domain::ids::TenantId;
use omni_domain::tenant::{Tenant, TenantStatus};

/// Ends a suspension: keys are accepted, instances connect again, jobs run, webhooks are delivered. Resuming twice is not
/// an error.
pub async fn resume(app: &App, caller: &Caller, id: TenantId) -> Result<Tenant, Error> {
    authorization::require_server(caller)?;
    let tenant = change_status(app, id, TenantStatus::Suspended, TenantStatus::Active).await?;
    for kind in omni_domain::job::JobKind::ALL {
        app.bus.wake(omni_bus::Topic::Jobs(*kind));
    }
    tracing::info!(tenant.id = %id, principal = %caller.principal, "a tenant was resumed");
    Ok(tenant)
}
