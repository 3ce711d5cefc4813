use super::unknown;
use crate::app::App;
use crate::authorization;
use crate::error::Error;
use omni_domain::access::Caller;
use omni_domain::ids::TenantId;
use omni_domain::tenant::Tenant;

/// One tenant.
pub async fn get(app: &App, caller: &Caller, id: TenantId) -> Result<Tenant, Error> {
    authorization::require_server(caller)?;
    app.store.find_tenant(id).await?.ok_or_else(|| unknown(id))
}

/// The tenant of this name.
pub async fn find_by_name(app: &App, caller: &Caller, name: &str) -> Result<Tenant, Error> {
    authorization::require_server(caller)?;
    let found = app.store.find_tenant_by_name(name).await?;
    found.ok_or_else(|| Error::not_found("tenant", name))
}
