use super::{change_status, require_expendable};
use crate::app::App;
use crate::authorization;
use crate::error::Error;
use omni_domain::access::Caller;
use omni_domain::ids::TenantId;
use omni_domain::tenant::{Tenant, TenantStatus};

/// Suspends a tenant: its keys are refused, its sessions are disconnected and stay so, its jobs
/// and webhook deliveries wait. Nothing is lost. Suspending twice is not an error.
pub async fn suspend(app: &App, caller: &Caller, id: TenantId) -> Result<Tenant, Error> {
    authorization::require_server(caller)?;
    require_expendable(caller, id)?;
    let tenant = change_status(app, id, TenantStatus::Active, TenantStatus::Suspended).await?;
    tracing::info!(tenant.id = %id, principal = %caller.principal, "a tenant was suspended");
    Ok(tenant)
}
