//! Instances: created, changed, connected, linked, and deleted.

mod agent;
mod config;
mod connect;
mod create;
mod delete;
mod deploy_agent;
mod disconnect;
mod discover;
mod get;
mod limits;
mod list;
mod logout;
mod names;
mod offered_qr;
mod pair;
mod passkey;
mod patch;
mod proxy;
mod qr;
mod restart;
mod status;
mod supported_channels;
mod update;
mod views;

pub use crate::sessions::{InstanceStatus, QrCode};
pub use connect::connect;
pub use create::create;
pub(crate) use delete::remove;
pub use delete::{continue_deletions, delete};
pub use deploy_agent::{deploy_agent, undeploy_agent};
pub use disconnect::disconnect;
pub use discover::{DiscoveredSession, discover};
pub use get::{channel_of, find_by_name, get};
pub use limits::{InstanceLimits, limits};
pub use list::list;
pub use logout::logout;
pub use names::{InstanceName, names, resolve_id, resolve_name};
pub use offered_qr::offered_qr;
pub use omni_channel::PasskeyStep;
pub use pair::pair;
pub use passkey::{answer_passkey, confirm_passkey, passkey};
pub use patch::{
    AgentChange, CallPatch, ConversationPatch, InstancePatch, MediaPatch, MessagingPatch,
    PacingPatch,
};
pub use qr::qr;
pub use restart::restart;
pub use status::status;
pub use supported_channels::supported_channels;
pub use update::update;
pub use views::{InstanceDetails, InstanceQuery, NewInstance};

use crate::agents::AgentDetails;
use crate::app::App;
use crate::authorization;
use crate::entity_tag::EntityTag;
use crate::error::Error;
use omni_domain::access::{Caller, Scope};
use omni_domain::agent::Agent;
use omni_domain::ids::InstanceId;
use omni_domain::instance::Instance;

/// Loads an instance the caller may access with this scope.
pub(crate) async fn load(
    app: &App,
    caller: &Caller,
    scope: Scope,
    id: InstanceId,
) -> Result<Instance, Error> {
    authorization::require(caller, scope)?;
    authorization::require_instance(caller, id)?;
    app.store
        .find_instance(caller.tenant_id, id)
        .await?
        .ok_or_else(|| Error::not_found("instance", id))
}

/// The state of an instance with its agent; without the connection's, which changes by itself.
fn tag(instance: &Instance, agent: Option<&Agent>) -> EntityTag {
    let Instance { id, name, config, wanted, updated_at, .. } = instance;
    let agent = agent.map(|agent| (agent.id, agent.version));
    EntityTag::of(&(id, name, config, wanted, updated_at, agent))
}

/// What this caller sees: live status, no secrets.
fn details(
    app: &App,
    caller: &Caller,
    instance: Instance,
    agent: Option<Agent>,
) -> InstanceDetails {
    let status = status::of(app, caller, &instance);
    let tag = tag(&instance, agent.as_ref());
    InstanceDetails { instance, agent: agent.map(AgentDetails::from), tag, status }
}

/// Adds what the network forbids the accounts at present.
async fn limited(app: &App, all: &mut [InstanceDetails]) -> Result<(), Error> {
    let now = app.env.now();
    let ids: Vec<InstanceId> = all.iter().map(|one| one.instance.id).collect();
    for limits in app.store.limited_accounts(&ids, now).await? {
        let Some(found) = all.iter_mut().find(|one| one.instance.id == limits.instance_id) else {
            continue;
        };
        found.status.restriction = limits.restriction.filter(|one| one.until > now);
        found.status.ban = limits.ban.filter(|one| one.until > now);
    }
    Ok(())
}

/// The same of an instance whose agent is not read yet.
async fn described(
    app: &App,
    caller: &Caller,
    instance: Instance,
) -> Result<InstanceDetails, Error> {
    let agent = match instance.agent {
        Some(agent) => app.store.find_agent(instance.tenant_id, agent.id).await?,
        None => None,
    };
    let mut shown = details(app, caller, instance, agent);
    limited(app, std::slice::from_mut(&mut shown)).await?;
    Ok(shown)
}
