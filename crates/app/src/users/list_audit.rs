use super::missing;
use crate::app::App;
use crate::authorization::{require, require_all_instances};
use crate::error::Error;
use omni_domain::access::{Caller, Scope};
use omni_domain::ids::UserId;
use omni_domain::page::{Page, PageRequest};
use omni_domain::user_audit::UserAudit;
use omni_storage::UserAuditFilter;

/// The audit log of a user of the caller's tenant, newest first; also of one who was deleted, while
/// it is kept.
pub async fn list_audit(
    app: &App,
    caller: &Caller,
    id: UserId,
    filter: UserAuditFilter,
    page: PageRequest,
) -> Result<Page<UserAudit>, Error> {
    // Who may change users may know who changed them; reading users alone does not suffice.
    require(caller, Scope::UsersWrite)?;
    require_all_instances(caller, "a key limited to instances cannot read users")?;
    let tenant = caller.tenant_id;
    let is_known = app.store.find_user(tenant, id).await?.is_some()
        || app.store.has_user_audit(tenant, id).await?;
    if !is_known {
        return Err(missing(id));
    }
    Ok(app.store.list_user_audit(tenant, id, &filter, page).await?)
}
