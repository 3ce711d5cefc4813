use super::create::{account_key, name_taken};
use super::{InstanceDetails, InstancePatch, config, details, load, open_agent_key};
use crate::app::App;
use crate::error::{Error, Field};
use omni_domain::access::{Caller, Scope};
use omni_domain::ids::InstanceId;

/// Changes the members that the patch names; all of them or none.
pub async fn update(
    app: &App,
    caller: &Caller,
    id: InstanceId,
    patch: InstancePatch,
) -> Result<InstanceDetails, Error> {
    let mut instance = load(app, caller, Scope::InstancesWrite, id).await?;
    if let Some(name) = patch.name {
        instance.name = config::check_name(&name)?;
    }
    let reopen = patch.channel_config.is_some();
    if let Some(changes) = patch.channel_config {
        instance.config.channel_config =
            config::merge(Field::ChannelConfig, &instance.config.channel_config, changes)?;
    }
    instance.config.agent.api_key = open_agent_key(app, &instance)?;
    if let Some(changes) = patch.agent {
        instance.config.agent = config::merge(Field::Agent, &instance.config.agent, changes)?;
    }
    if let Some(changes) = patch.messaging {
        instance.config.messaging =
            config::merge(Field::Messaging, &instance.config.messaging, changes)?;
    }
    if let Some(changes) = patch.media {
        instance.config.media =
            config::merge(Field::InstanceMedia, &instance.config.media, changes)?;
    }
    if let Some(changes) = patch.conversation {
        instance.config.conversation =
            config::merge(Field::Conversation, &instance.config.conversation, changes)?;
    }
    instance.config.access_mode = patch.access_mode.unwrap_or(instance.config.access_mode);
    config::check(app, instance.channel, &instance.config)?;
    config::check_provider(app, caller.tenant_id, &instance.config).await?;
    config::seal(app, id, &mut instance.config);
    instance.updated_at = app.env.now();
    let (row, account) = (instance.clone(), account_key(app, &instance)?);
    app.store
        .write(move |tx| {
            Box::pin(async move {
                tx.update_instance(&row).await?;
                if reopen {
                    tx.set_account(row.id, row.channel, account.as_deref()).await?;
                }
                Ok(())
            })
        })
        .await
        .map_err(|error| name_taken(error, &instance.name))?;
    if let Some(live) = app.sessions.get(id) {
        live.refresh(&instance);
        if reopen {
            tracing::info!(instance.id = %id, "channel settings changed; they hold from the next connect");
        }
    }
    Ok(details(app, instance))
}
