//! Privacy settings of the account, in the network's terms, as it reported them last.

use super::{Keeper, event};
use crate::app::App;
use crate::error::{Error, Field};
use crate::instances;
use crate::sessions::InstanceMeta;
use omni_channel::{Capability, ChannelError, PrivacySetting, StateChange};
use omni_domain::access::{Caller, Scope};
use omni_domain::event::PrivacyChanged;
use omni_domain::ids::InstanceId;
use omni_storage::{StorageError, Tx};
use std::collections::BTreeMap;

/// Settings in one request, and characters of a name or a value.
const MAX_SETTINGS: usize = 20;
const MAX_TEXT: usize = 40;

/// The privacy settings, by name.
pub async fn privacy(
    app: &App,
    caller: &Caller,
    instance: InstanceId,
) -> Result<BTreeMap<String, String>, Error> {
    instances::load(app, caller, Scope::InstancesRead, instance).await?;
    Ok(app.store.list_privacy(instance).await?.into_iter().collect())
}

/// Changes privacy settings: all in turn, or up to the first that the network refuses.
pub async fn set_privacy(
    app: &App,
    caller: &Caller,
    instance: InstanceId,
    settings: BTreeMap<String, String>,
) -> Result<BTreeMap<String, String>, Error> {
    check(&settings)?;
    let (scope, needs) = (Scope::InstancesWrite, Capability::EditPrivacy);
    let keeper = Keeper::load(app, caller, scope, instance, needs).await?;
    for (name, value) in settings {
        let setting = PrivacySetting { name, value };
        let change = StateChange::Privacy(setting.clone());
        keeper.session.change_state(change).await.map_err(refusal)?;
        let (inner, meta) = (app.clone(), keeper.meta());
        app.store
            .write(move |tx| {
                Box::pin(async move {
                    store(&inner, tx, &meta, &[setting]).await?;
                    Ok::<_, Error>(())
                })
            })
            .await?;
    }
    Ok(app.store.list_privacy(instance).await?.into_iter().collect())
}

fn refusal(error: ChannelError) -> Error {
    match error {
        ChannelError::Rejected { code, message } if code == PrivacySetting::UNKNOWN => {
            Error::invalid(Field::Privacy, message)
        }
        other => other.into(),
    }
}

fn check(settings: &BTreeMap<String, String>) -> Result<(), Error> {
    let fits = |text: &String| !text.is_empty() && text.chars().count() <= MAX_TEXT;
    let all_fit = settings.iter().all(|(name, value)| fits(name) && fits(value));
    if settings.is_empty() || settings.len() > MAX_SETTINGS || !all_fit {
        let why = "give settings by name, such as {\"last\": \"contacts\"}";
        return Err(Error::invalid(Field::Privacy, why));
    }
    Ok(())
}

/// Stores settings, with an event of those that changed.
pub(crate) async fn store(
    app: &App,
    tx: &mut Tx,
    meta: &InstanceMeta,
    settings: &[PrivacySetting],
) -> Result<(), StorageError> {
    let known: BTreeMap<String, String> = tx.list_privacy(meta.id).await?.into_iter().collect();
    let mut changed = BTreeMap::new();
    for PrivacySetting { name, value } in settings {
        if known.get(name) != Some(value) {
            tx.put_privacy(meta.id, name, value).await?;
            changed.insert(name.clone(), value.clone());
        }
    }
    // What the network reports first is no change.
    if !changed.is_empty() && !known.is_empty() {
        tx.append_event(event(app, meta, PrivacyChanged { settings: changed }));
    }
    Ok(())
}
