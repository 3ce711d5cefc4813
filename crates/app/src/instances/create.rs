use super::{InstanceDetails, NewInstance, config, details, proxy};
use crate::agents::{self, NewAgent, record};
use crate::app::App;
use crate::authorization;
use crate::changes;
use crate::error::Error;
use crate::patch::Change;
use omni_domain::access::{Caller, Scope};
use omni_domain::agent::{Agent, AgentAuthor, AgentConfig};
use omni_domain::event::EventBody;
use omni_domain::instance::{ChannelType, ConnectionState, Instance};
use omni_storage::{StorageError, Tx};

/// Creates an instance. `connect` connects it.
pub async fn create(
    app: &App,
    caller: &Caller,
    new: NewInstance,
) -> Result<InstanceDetails, Error> {
    authorization::require(caller, Scope::InstancesWrite)?;
    if caller.instance_ids.is_some() {
        return Err(Error::forbidden("a key limited to instances cannot create new ones"));
    }
    let name = config::check_name(&new.name)?;
    let (id, mut settings) = (app.env.id(), new.config);
    let change = new.proxy.map_or(Change::Keep, Change::Set);
    proxy::apply(app, (id, new.channel), &mut settings, change)?;
    config::check(app, new.channel, &settings, Some(&new.agent))?;
    let now = app.env.now();
    let mut instance = Instance {
        id,
        tenant_id: caller.tenant_id,
        name: name.clone(),
        channel: new.channel,
        config: settings,
        agent: None,
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
    let mut agent = None;
    if new.agent != AgentConfig::default() {
        let new = NewAgent { name, config: new.agent };
        agent = Some(agents::draft(app, caller.tenant_id, Some(instance.id), new)?);
    }
    let author = record::author(app, caller).await?;
    let (inner, mut row) = (app.clone(), instance.clone());
    let agent = app
        .store
        .write(move |tx| {
            Box::pin(async move { insert_in(&inner, tx, &mut row, agent, &author).await })
        })
        .await?;
    instance.agent = agent.as_ref().map(Agent::reference);
    Ok(details(app, caller, instance, agent))
}

async fn insert_in(
    app: &App,
    tx: &mut Tx,
    instance: &mut Instance,
    own: Option<Agent>,
    author: &AgentAuthor,
) -> Result<Option<Agent>, Error> {
    if let Some(agent) = &own {
        agents::check_in(app, tx, agent).await?;
    }
    let taken = |error| name_taken(error, &instance.name);
    tx.insert_instance(instance).await.map_err(taken)?;
    if let Some(account) = account_key(app, instance)? {
        tx.set_account(instance.id, instance.channel, Some(&account)).await.map_err(taken)?;
    }
    changes::instance(app, tx, instance, author.principal, EventBody::InstanceCreated);
    let agent = match own {
        Some(agent) => {
            record::insert(app, tx, &agent, author).await?;
            Some(agent)
        }
        None => of_tenant(tx, instance).await?,
    };
    if let Some(agent) = &agent {
        instance.agent = Some(agent.reference());
        tx.update_instance(instance).await?;
        if agent.instance_id.is_none() {
            record::deployed(app, tx, agent, instance.id, author);
        }
    }
    Ok(agent)
}

/// The agent of the tenant's AI layer, to which accounts without one of their own refer.
async fn of_tenant(tx: &mut Tx, instance: &Instance) -> Result<Option<Agent>, Error> {
    if instance.channel != ChannelType::WhatsappBaileys {
        return Ok(None);
    }
    match tx.ai_global(instance.tenant_id).await? {
        Some(global) => Ok(tx.lock_agent(instance.tenant_id, global.agent_id).await?),
        None => Ok(None),
    }
}

/// The id by which the network names the account in its requests.
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
