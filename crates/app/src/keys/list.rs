use crate::app::App;
use crate::authorization::{may_reach, require};
use crate::error::Error;
use omni_domain::access::{Caller, Scope};
use omni_domain::key::ApiKey;
use omni_domain::page::{Page, PageRequest};

/// The tenant's keys, oldest first, revoked ones included. A caller that is limited to instances is
/// shown the keys for these: a page of theirs may hold fewer than it could, and still have a next.
pub async fn list(app: &App, caller: &Caller, page: PageRequest) -> Result<Page<ApiKey>, Error> {
    require(caller, Scope::Admin)?;
    let mut page = app.store.list_keys(caller.tenant_id, page).await?;
    page.items.retain(|key| may_reach(caller, key));
    Ok(page)
}
