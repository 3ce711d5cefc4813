use crate::app::App;
use crate::authorization;
use crate::error::Error;
use omni_domain::access::Caller;
use omni_domain::page::{Page, PageRequest};
use omni_domain::tenant::Tenant;

/// The tenants of this server, oldest first.
pub async fn list(app: &App, caller: &Caller, page: PageRequest) -> Result<Page<Tenant>, Error> {
    authorization::require_server(caller)?;
    Ok(app.store.list_tenants(page).await?)
}
