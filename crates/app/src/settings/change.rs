//! Writing one change, with its entry in the history.

use super::value::{self, MASK, ValueType};
use super::{MAX_SETTINGS, address, purpose};
use crate::app::App;
use crate::changes;
use crate::entity_tag::Precondition;
use crate::error::{Error, Field};
use crate::principals;
use omni_domain::Timestamp;
use omni_domain::access::{Caller, Principal};
use omni_domain::event::EventBody;
use omni_domain::ids::TenantId;
use omni_storage::{Setting, SettingChange, Tx};
use serde_json::Value;
use std::net::IpAddr;
use uuid::Uuid;

const MAX_REASON_CHARS: usize = 500;

/// The reason for a change, and its origin.
#[derive(Debug, Clone, Default)]
pub struct Changed {
    /// The reason, if one is given.
    pub reason: Option<String>,
    /// The caller's address.
    pub ip: Option<IpAddr>,
}

/// The author of a change, as the history shows them.
#[derive(Debug, Clone)]
pub(super) struct Author {
    tenant: TenantId,
    name: String,
    principal: Principal,
    reason: Option<String>,
    ip: Option<String>,
}

impl Author {
    /// Whose settings they change.
    pub(super) const fn tenant(&self) -> TenantId {
        self.tenant
    }

    pub(super) async fn of(app: &App, caller: &Caller, changed: Changed) -> Result<Self, Error> {
        if changed.reason.as_ref().is_some_and(|why| why.chars().count() > MAX_REASON_CHARS) {
            return Err(Error::invalid(
                Field::SettingReason,
                "a reason has at most 500 characters",
            ));
        }
        let name = principals::name(app, caller).await?;
        Ok(Self {
            tenant: caller.tenant_id,
            name: name.unwrap_or_else(|| caller.principal.to_string()),
            principal: caller.principal,
            reason: changed.reason.filter(|why| !why.trim().is_empty()),
            ip: changed.ip.map(|ip| ip.to_string()),
        })
    }

    fn change(
        &self,
        id: Uuid,
        key: &str,
        now: Timestamp,
        old_value: Option<Value>,
        new_value: Option<Value>,
    ) -> SettingChange {
        SettingChange {
            id,
            tenant_id: self.tenant,
            key: key.to_owned(),
            old_value,
            new_value,
            changed_by: self.name.clone(),
            principal: self.principal,
            reason: self.reason.clone(),
            ip: self.ip.clone(),
            changed_at: now,
        }
    }
}

/// The part of a stored value that may be shown.
fn shown(setting: Option<Setting>) -> Option<Value> {
    setting.map(|setting| if setting.is_secret { MASK.into() } else { setting.value })
}

/// A checked value that is to be stored. It may be a secret in clear.
pub(super) struct NewValue {
    pub(super) key: String,
    pub(super) value: Value,
    pub(super) value_type: ValueType,
    /// The state that it changes.
    pub(super) precondition: Precondition,
}

/// Stores a value and records the change. `given` names everything that the same write sets.
pub(super) async fn put(
    app: &App,
    tx: &mut Tx,
    author: &Author,
    new: NewValue,
    given: &[String],
) -> Result<Setting, Error> {
    let NewValue { key, value, value_type, precondition } = new;
    let key = key.as_str();
    let (tenant, now) = (author.tenant, app.env.now());
    let old = tx.get_setting(tenant, key).await?;
    precondition.check_found(|| value::tag(key, old.as_ref()))?;
    address::change(app, tx, old.as_ref(), (tenant, key), Some(&value), given).await?;
    let is_secret = value_type == ValueType::Secret;
    let shown_value = if is_secret { MASK.into() } else { value.clone() };
    let stored = match (&value, is_secret) {
        (Value::String(text), true) => {
            let address = address::of_secret(tx, tenant, key).await?;
            app.sealer.seal(&purpose(tenant, key, address.as_deref()), text.trim()).into()
        }
        _ => value,
    };
    let setting = Setting {
        tenant_id: tenant,
        key: key.to_owned(),
        value: stored,
        is_secret,
        updated_at: now,
    };
    tx.put_setting(&setting).await?;
    let change = author.change(app.env.id(), key, now, shown(old), Some(shown_value));
    tx.insert_setting_change(&change).await?;
    changes::setting(app, tx, (tenant, key), author.principal, EventBody::SettingUpdated);
    Ok(setting)
}

/// Removes a stored value and records the change. A known setting without one stays as it is.
pub(super) async fn remove(
    app: &App,
    tx: &mut Tx,
    author: &Author,
    key: &str,
    precondition: &Precondition,
) -> Result<(), Error> {
    tx.lock_settings(author.tenant).await?;
    let old = tx.get_setting(author.tenant, key).await?;
    let now = value::tag(key, old.as_ref()).ok_or_else(|| Error::not_found("setting", key))?;
    precondition.check(|| now)?;
    let Some(old) = old else { return Ok(()) };
    address::change(app, tx, Some(&old), (author.tenant, key), None, &[]).await?;
    tx.delete_setting(author.tenant, key).await?;
    let change = author.change(app.env.id(), key, app.env.now(), shown(Some(old)), None);
    tx.insert_setting_change(&change).await?;
    changes::setting(app, tx, (author.tenant, key), author.principal, EventBody::SettingDeleted);
    Ok(())
}

/// Bounds the number of settings.
pub(super) async fn check_room(app: &App, tenant: TenantId, new: &[String]) -> Result<(), Error> {
    let stored = app.store.list_settings(tenant).await?;
    let fresh = new.iter().filter(|key| !stored.iter().any(|one| one.key == **key)).count();
    if stored.len() + fresh > MAX_SETTINGS {
        return Err(Error::conflict(format!(
            "there are {MAX_SETTINGS} settings at most; delete some first"
        )));
    }
    Ok(())
}
