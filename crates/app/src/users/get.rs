use super::missing;
use crate::app::App;
use crate::authorization::{require, require_all_instances};
use crate::error::Error;
use omni_domain::access::{Caller, Principal, Scope};
use omni_domain::ids::UserId;
use omni_domain::user::User;

/// A user of the caller's tenant.
pub async fn get(app: &App, caller: &Caller, id: UserId) -> Result<User, Error> {
    require(caller, Scope::UsersRead)?;
    require_all_instances(caller, "a key limited to instances cannot read users")?;
    app.store.find_user(caller.tenant_id, id).await?.ok_or_else(|| missing(id))
}

/// The user who makes the request. Needs no scope: they may see themselves.
pub async fn own(app: &App, caller: &Caller) -> Result<User, Error> {
    let Principal::User(id) = caller.principal else {
        return Err(Error::not_found("session", "of this request"));
    };
    app.store.find_user(caller.tenant_id, id).await?.ok_or_else(|| missing(id))
}
