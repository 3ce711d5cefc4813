use super::audit::{self, Origin};
use super::{changed, get};
use crate::app::App;
use crate::error::Error;
use omni_domain::access::Caller;
use omni_domain::ids::ApiKeyId;
use omni_domain::key::{ApiKey, KeyAction};

/// Revokes a key, at once on every node; its open sockets are closed. Revoking twice is not an
/// error.
pub async fn revoke(
    app: &App,
    caller: &Caller,
    id: ApiKeyId,
    origin: &Origin,
) -> Result<ApiKey, Error> {
    let key = get(app, caller, id).await?;
    if key.is_primary {
        return Err(Error::conflict(
            "the primary key cannot be revoked; it restores access to the server",
        ));
    }
    let (tenant, now) = (caller.tenant_id, app.env.now());
    let is_first = key.revoked_at.is_none();
    let entry = audit::change(caller, origin, &key, KeyAction::Revoke, now, &[]);
    let revoked = app
        .store
        .write(move |tx| {
            Box::pin(async move {
                let revoked = tx.revoke_key(tenant, id, now).await?;
                if is_first {
                    tx.insert_key_audit(&[entry]).await?;
                }
                Ok::<_, Error>(revoked)
            })
        })
        .await?;
    changed(app);
    revoked.ok_or_else(|| Error::not_found("API key", id))
}
