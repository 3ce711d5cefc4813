use crate::app::App;
use crate::authorization::require;
use crate::error::Error;
use omni_domain::access::{Caller, Scope};
use omni_domain::key::ApiKey;
use omni_domain::page::{Page, PageRequest};

/// The tenant's keys, oldest first, revoked ones included.
pub async fn list(app: &App, caller: &Caller, page: PageRequest) -> Result<Page<ApiKey>, Error> {
    require(caller, Scope::Admin)?;
    Ok(app.store.list_keys(caller.tenant_id, page).await?)
}
