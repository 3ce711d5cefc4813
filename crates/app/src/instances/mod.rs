//! Instances: made, changed, connected, linked, and taken down.

mod config;
mod connect;
mod create;
mod delete;
mod disconnect;
mod discover;
mod get;
mod list;
mod logout;
mod names;
mod pair;
mod qr;
mod restart;
mod status;
mod supported_channels;
mod update;
mod views;

pub use config::open_agent_key;
pub use connect::connect;
pub use create::create;
pub use delete::delete;
pub(crate) use delete::remove;
pub use disconnect::disconnect;
pub use discover::{DiscoveredSession, discover};
pub use get::{find_by_name, get};
pub use list::list;
pub use logout::logout;
pub use names::{InstanceName, names, resolve_name};
pub use pair::pair;
pub use qr::qr;
pub use restart::restart;
pub use status::status;
pub use supported_channels::supported_channels;
pub use update::update;
pub use views::{
    InstanceDetails, InstancePatch, InstanceQuery, InstanceStatus, NewInstance, QrCode,
};

use crate::app::App;
use crate::authorization;
use crate::error::Error;
use omni_domain::access::{Caller, Scope};
use omni_domain::ids::InstanceId;
use omni_domain::instance::Instance;

/// Loads an instance the caller may touch with this scope.
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

/// What callers learn: live status, no secrets.
pub(crate) fn details(app: &App, mut instance: Instance) -> InstanceDetails {
    let status = status::of(app, &instance);
    let has_agent_key = instance.config.agent.api_key.take().is_some();
    InstanceDetails { instance, has_agent_key, status }
}
