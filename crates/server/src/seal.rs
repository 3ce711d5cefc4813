//! Checks that this server's secret key is the one that sealed the database's secrets.
//!
//! A second node, or a restored database, with another key would seal secrets that the first cannot
//! open, which would remain unnoticed until an agent fails. So the first start stores a sealed
//! text, and every later start must be able to open it.

use anyhow::bail;
use omni_app::secrets::{Purpose, Sealer};
use omni_domain::{Env, TenantId};
use omni_storage::{Setting, StorageError, Store};
use serde_json::Value;

const SETTING: &str = "secrets.probe";
const PLAIN: &str = "omni";

fn purpose() -> Purpose {
    Purpose::kept(SETTING)
}

/// The result of testing a key on the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seal {
    /// Nothing is sealed yet.
    Unused,
    /// The key opens the sealed text.
    Opens,
    /// The key does not open it.
    Foreign,
}

/// Tests the key.
pub async fn probe(store: &Store, sealer: &Sealer) -> Result<Seal, StorageError> {
    let Some(setting) = store.get_setting(TenantId::DEFAULT, SETTING).await? else {
        return Ok(Seal::Unused);
    };
    let opened = setting.value.as_str().and_then(|sealed| sealer.open(&purpose(), sealed).ok());
    Ok(if opened.as_deref() == Some(PLAIN) { Seal::Opens } else { Seal::Foreign })
}

/// Rejects a key that is not the database's, unless `accept_new` states that the old one is lost.
pub async fn check(
    store: &Store,
    sealer: &Sealer,
    env: &Env,
    accept_new: bool,
) -> anyhow::Result<()> {
    match probe(store, sealer).await? {
        Seal::Opens => return Ok(()),
        Seal::Unused => {}
        Seal::Foreign if accept_new => {
            tracing::warn!(
                "the stored secrets were sealed with another key and are lost; set agents' keys again"
            );
        }
        Seal::Foreign => bail!(
            "the secret key is not the one this database was sealed with. Set OMNI_SECRET_KEY to that \
             one, or restore the file secret.key; nodes that share a database need the same key. If it \
             is lost for good, start once with OMNI__SECRETS__ACCEPT_NEW_KEY=true and set agents' keys again"
        ),
    }
    let setting = Setting {
        tenant_id: TenantId::DEFAULT,
        key: SETTING.to_owned(),
        value: Value::String(sealer.seal(&purpose(), PLAIN)),
        is_secret: true,
        updated_at: env.now(),
    };
    store
        .write(move |tx| Box::pin(async move { tx.put_setting(&setting).await }))
        .await
        .map_err(anyhow::Error::from)
}
