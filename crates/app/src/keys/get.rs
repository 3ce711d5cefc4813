use crate::app::App;
use crate::authorization::{may_reach, require};
use crate::error::Error;
use omni_domain::access::{Caller, Scope};
use omni_domain::ids::ApiKeyId;
use omni_domain::key::ApiKey;

/// One key, revoked or not. A caller that is limited to instances reads only keys for these.
pub async fn get(app: &App, caller: &Caller, id: ApiKeyId) -> Result<ApiKey, Error> {
    require(caller, Scope::Admin)?;
    let found = app.store.find_key(caller.tenant_id, id).await?;
    found.filter(|key| may_reach(caller, key)).ok_or_else(|| Error::not_found("API key", id))
}
