use super::audit::{self, Origin};
use super::{changed, tag};
use crate::app::App;
use crate::authorization::{may_reach, require};
use crate::changes;
use crate::entity_tag::Precondition;
use crate::error::Error;
use omni_domain::access::{Caller, Scope};
use omni_domain::event::EventBody;
use omni_domain::ids::ApiKeyId;
use omni_domain::key::{ApiKey, KeyAction};
use omni_storage::Tx;

/// Revokes a key, at once on every node; its open sockets are closed. Revoking twice is not an
/// error.
pub async fn revoke(
    app: &App,
    caller: &Caller,
    id: ApiKeyId,
    precondition: Precondition,
    origin: &Origin,
) -> Result<ApiKey, Error> {
    require(caller, Scope::Admin)?;
    let (inner, caller, origin) = (app.clone(), caller.clone(), origin.clone());
    let revoked = app
        .store
        .write(move |tx| {
            Box::pin(async move { write_in(&inner, tx, &caller, id, &precondition, &origin).await })
        })
        .await?;
    changed(app).await;
    Ok(revoked)
}

async fn write_in(
    app: &App,
    tx: &mut Tx,
    caller: &Caller,
    id: ApiKeyId,
    precondition: &Precondition,
    origin: &Origin,
) -> Result<ApiKey, Error> {
    let missing = || Error::not_found("API key", id);
    let key = tx.lock_key(caller.tenant_id, id).await?.ok_or_else(missing)?;
    if !may_reach(caller, &key) {
        return Err(missing());
    }
    precondition.check(|| tag(&key))?;
    if key.is_operator && !caller.is_operator {
        return Err(Error::forbidden(
            "this key may operate the whole server, and your own may not",
        ));
    }
    if key.is_primary {
        return Err(Error::conflict(
            "the primary key cannot be revoked; it restores access to the server",
        ));
    }
    let now = app.env.now();
    if key.revoked_at.is_none() {
        let entry = audit::change(caller, origin, &key, KeyAction::Revoke, now, &[]);
        tx.insert_key_audit(&[entry]).await?;
        changes::key(app, tx, &key, caller.principal, EventBody::KeyRevoked);
    }
    tx.revoke_key(caller.tenant_id, id, now).await?.ok_or_else(missing)
}
