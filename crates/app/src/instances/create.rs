use super::{InstanceDetails, NewInstance, config, details};
use crate::app::App;
use crate::authorization;
use crate::error::Error;
use omni_domain::access::{Caller, Scope};
use omni_domain::instance::{ConnectionState, Instance};
use omni_storage::StorageError;

/// Makes an instance. It is connected by `connect`, not by being made.
pub async fn create(
    app: &App,
    caller: &Caller,
    new: NewInstance,
) -> Result<InstanceDetails, Error> {
    authorization::require(caller, Scope::InstancesWrite)?;
    if caller.instance_ids.is_some() {
        return Err(Error::forbidden("a key limited to instances cannot make new ones"));
    }
    let name = config::check_name(&new.name)?;
    config::check(app, new.channel, &new.config)?;
    config::check_provider(app, caller.tenant_id, &new.config).await?;
    let now = app.env.now();
    let mut instance = Instance {
        id: app.env.id(),
        tenant_id: caller.tenant_id,
        name,
        channel: new.channel,
        config: new.config,
        wanted: false,
        state: ConnectionState::Disconnected,
        state_message: None,
        state_since: now,
        owner_id: None,
        owner_alt: None,
        profile_name: None,
        last_connected_at: None,
        last_message_at: None,
        created_at: now,
        updated_at: now,
    };
    config::seal(app, instance.id, &mut instance.config);
    let (row, account) = (instance.clone(), account_key(app, &instance)?);
    app.store
        .write(move |tx| {
            Box::pin(async move {
                tx.insert_instance(&row).await?;
                match account {
                    Some(account) => tx.set_account(row.id, row.channel, Some(&account)).await,
                    None => Ok(()),
                }
            })
        })
        .await
        .map_err(|error| name_taken(error, &instance.name))?;
    Ok(details(app, instance))
}

/// By what the network names the account in its requests.
pub(super) fn account_key(app: &App, instance: &Instance) -> Result<Option<String>, Error> {
    Ok(app.channel(instance.channel)?.account_key(&instance.config.channel_config))
}

pub(super) fn name_taken(error: StorageError, name: &str) -> Error {
    match error {
        StorageError::NotUnique { constraint } if constraint.starts_with("instance_accounts") => {
            Error::conflict(
                "this account is connected through another instance; delete that one first",
            )
        }
        StorageError::NotUnique { .. } => Error::conflict(format!(
            "an instance named `{name}` exists already; choose another name"
        )),
        other => other.into(),
    }
}
