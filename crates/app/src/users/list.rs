use crate::app::App;
use crate::authorization::{require, require_all_instances};
use crate::error::Error;
use omni_domain::access::{Caller, Scope};
use omni_domain::page::{Page, PageRequest};
use omni_domain::user::User;

/// The users of the caller's tenant, oldest first, disabled ones included.
pub async fn list(app: &App, caller: &Caller, request: PageRequest) -> Result<Page<User>, Error> {
    require(caller, Scope::UsersRead)?;
    require_all_instances(caller, "a key limited to instances cannot read users")?;
    Ok(app.store.list_users(caller.tenant_id, request).await?)
}
