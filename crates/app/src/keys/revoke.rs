use super::require;
use crate::app::App;
use crate::error::Error;
use omni_domain::access::Caller;
use omni_domain::ids::ApiKeyId;
use omni_domain::key::ApiKey;

/// Revokes a key, at once on this node. Revoking twice is not an error.
pub async fn revoke(app: &App, caller: &Caller, id: ApiKeyId) -> Result<ApiKey, Error> {
    require(caller, "admin:*")?;
    let tenant = caller.tenant_id;
    let key =
        app.store.find_key(tenant, id).await?.ok_or_else(|| Error::not_found("API key", id))?;
    if key.is_primary {
        return Err(Error::Conflict(
            "the primary key cannot be revoked; it is the way back in".to_owned(),
        ));
    }
    let now = app.env.now();
    let revoked = app
        .store
        .write(move |tx| Box::pin(async move { tx.revoke_key(tenant, id, now).await }))
        .await?;
    app.key_cache.clear();
    revoked.ok_or_else(|| Error::not_found("API key", id))
}
