use super::audit::{self, Origin};
use super::create::{check_expiry, check_name, narrowest, parse_scopes};
use super::{changed, tag, tenant};
use crate::app::App;
use crate::authorization::{require, require_within};
use crate::changes;
use crate::entity_tag::Precondition;
use crate::error::Error;
use omni_domain::Timestamp;
use omni_domain::access::{Caller, Scope};
use omni_domain::event::EventBody;
use omni_domain::ids::{ApiKeyId, InstanceId};
use omni_domain::key::{ApiKey, KeyAction, KeyField};
use omni_storage::Tx;

/// Changes to a key; `None` leaves a member as it is.
#[derive(Debug, Clone, Default)]
pub struct KeyPatch {
    /// The state that it changes.
    pub precondition: Precondition,
    /// Another name.
    pub name: Option<String>,
    /// Other scopes, replacing all present ones.
    pub scopes: Option<Vec<String>>,
    /// Other instances; `Some(None)` is all that the caller may access.
    pub instance_ids: Option<Option<Vec<InstanceId>>>,
    /// Another expiry; `Some(None)` is none.
    pub expires_at: Option<Option<Timestamp>>,
}

/// Changes a key, at once on every node. Refused for a key whose rights exceed the caller's, and
/// for rights that the caller does not have. Of the key of entry points the name is changed alone.
pub async fn update(
    app: &App,
    caller: &Caller,
    id: ApiKeyId,
    patch: KeyPatch,
    origin: &Origin,
) -> Result<ApiKey, Error> {
    require(caller, Scope::Admin)?;
    let (inner, caller, origin) = (app.clone(), caller.clone(), origin.clone());
    let key = app
        .store
        .write(move |tx| {
            Box::pin(async move { write_in(&inner, tx, &caller, id, patch, &origin).await })
        })
        .await?;
    changed(app).await;
    Ok(key)
}

/// Reads, decides and writes in one transaction: a name that changes at the same moment brings
/// back no scope that was removed.
async fn write_in(
    app: &App,
    tx: &mut Tx,
    caller: &Caller,
    id: ApiKeyId,
    patch: KeyPatch,
    origin: &Origin,
) -> Result<ApiKey, Error> {
    let found = tx.lock_key(caller.tenant_id, id).await?;
    let before = found.ok_or_else(|| Error::not_found("API key", id))?;
    require_within(caller, &before)?;
    patch.precondition.check(|| tag(&before))?;
    let now = app.env.now();
    let after = patched(caller, &before, patch, now)?;
    let fields = changed_fields(&before, &after);
    if fields.is_empty() {
        return Ok(before);
    }
    if before.is_primary {
        return Err(Error::conflict(
            "the primary key cannot be renamed, narrowed or made to expire; it restores access to the server",
        ));
    }
    if before.revoked_at.is_some() {
        return Err(Error::conflict("a revoked key cannot be changed; create a new one"));
    }
    if before.is_tenant {
        tenant::check_rights(&after, &fields)?;
    }
    let entry = audit::change(caller, origin, &after, KeyAction::Update, now, &fields);
    let updated = tx.update_key(&after).await?;
    tx.insert_key_audit(&[entry]).await?;
    let updated = updated.ok_or_else(|| Error::not_found("API key", id))?;
    changes::key(app, tx, &updated, caller.principal, EventBody::KeyUpdated);
    Ok(updated)
}

fn patched(
    caller: &Caller,
    before: &ApiKey,
    patch: KeyPatch,
    now: Timestamp,
) -> Result<ApiKey, Error> {
    let mut after = before.clone();
    if let Some(name) = patch.name {
        after.name = check_name(&name)?;
    }
    if let Some(scopes) = patch.scopes {
        after.scopes = parse_scopes(caller, &scopes)?;
    }
    if let Some(instance_ids) = patch.instance_ids {
        after.instance_ids = narrowest(caller, instance_ids)?;
    }
    if let Some(expires_at) = patch.expires_at {
        check_expiry(expires_at, now)?;
        after.expires_at = expires_at;
    }
    after.is_operator = operator_right(caller, before, &after);
    Ok(after)
}

/// A key that becomes an administrator by this change may operate the server if its changer may;
/// one that is no longer an administrator loses the right.
fn operator_right(caller: &Caller, before: &ApiKey, after: &ApiKey) -> bool {
    let is_admin = |key: &ApiKey| key.scopes.iter().any(|scope| scope.permits(Scope::Admin));
    is_admin(after) && (before.is_operator || (caller.is_operator && !is_admin(before)))
}

fn changed_fields(before: &ApiKey, after: &ApiKey) -> Vec<KeyField> {
    let fields = [
        (KeyField::Name, before.name != after.name),
        (KeyField::Scopes, before.scopes != after.scopes),
        (KeyField::Instances, before.instance_ids != after.instance_ids),
        (KeyField::Expiry, before.expires_at != after.expires_at),
    ];
    fields.into_iter().filter_map(|(field, differs)| differs.then_some(field)).collect()
}
