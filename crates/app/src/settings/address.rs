//! Secrets, and the settings that determine where they are sent.

use super::catalog::{self, CATALOG, Known};
use super::purpose;
use crate::app::App;
use crate::error::Error;
use omni_domain::ids::TenantId;
use omni_storage::{Setting, Tx};
use serde_json::Value;

/// What is set as the address that a secret is sent to.
pub(super) async fn of_secret(
    tx: &mut Tx,
    tenant: TenantId,
    key: &str,
) -> Result<Option<String>, Error> {
    let Some(name) = catalog::known(key).and_then(|known| known.sent_to) else { return Ok(None) };
    Ok(text(tx.get_setting(tenant, name).await?.as_ref()))
}

/// Before an address is changed: its stored secrets are kept for the new one if that is the same.
/// `given` are the secrets that are set in the same write.
///
/// # Errors
/// Refused if a stored secret would be sent to another address: a caller who may change the address
/// but does not have the secret could have it sent to an address of their own.
pub(super) async fn change(
    app: &App,
    tx: &mut Tx,
    old: Option<&Setting>,
    (tenant, key): (TenantId, &str),
    new: Option<&Value>,
    given: &[String],
) -> Result<(), Error> {
    let default = catalog::known(key).and_then(Known::default_text);
    let old = text(old);
    let new = new.and_then(Value::as_str).map(str::to_owned);
    let moved = normal(old.as_deref().or(default)) != normal(new.as_deref().or(default));
    for secret in CATALOG.iter().filter(|known| known.sent_to == Some(key)) {
        if given.iter().any(|name| name == secret.key) {
            continue;
        }
        let Some(stored) = tx.get_setting(tenant, secret.key).await? else { continue };
        if moved {
            return Err(Error::conflict(format!(
                "`{0}` is sent to `{key}`: set both at once, or delete `{0}` first",
                secret.key
            )));
        }
        reseal(app, tx, stored, old.as_deref(), new.as_deref()).await?;
    }
    Ok(())
}

/// The same address may now be set where it was the default, or the other way about.
async fn reseal(
    app: &App,
    tx: &mut Tx,
    stored: Setting,
    old: Option<&str>,
    new: Option<&str>,
) -> Result<(), Error> {
    let before = purpose(stored.tenant_id, &stored.key, old);
    let after = purpose(stored.tenant_id, &stored.key, new);
    if before == after {
        return Ok(());
    }
    let sealed = stored.value.as_str().unwrap_or_default();
    let secret = app.sealer.open(&before, sealed).map_err(Error::internal)?;
    let value = app.sealer.seal(&after, &secret).into();
    Ok(tx.put_setting(&Setting { value, ..stored }).await?)
}

fn text(setting: Option<&Setting>) -> Option<String> {
    setting.and_then(|setting| setting.value.as_str()).map(str::to_owned)
}

fn normal(address: Option<&str>) -> Option<&str> {
    address.map(|address| address.trim().trim_end_matches('/'))
}
