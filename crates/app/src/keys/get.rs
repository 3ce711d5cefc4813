use crate::app::App;
use crate::authorization::require;
use crate::error::Error;
use omni_domain::access::{Caller, Scope};
use omni_domain::ids::ApiKeyId;
use omni_domain::key::ApiKey;

/// One key, revoked or not.
pub async fn get(app: &App, caller: &Caller, id: ApiKeyId) -> Result<ApiKey, Error> {
    require(caller, Scope::Admin)?;
    let found = app.store.find_key(caller.tenant_id, id).await?;
    found.ok_or_else(|| Error::not_found("API key", id))
}
