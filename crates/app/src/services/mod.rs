//! The parts of this server that can be looked at, started, stopped and restarted.
//!
//! A part registers a [`ServiceControl`] under its name with [`Services::register`]:
//!
//! ```ignore
//! app.services.register("mcp", Arc::new(McpControl::new(...)));
//! ```

mod api;
mod bus;
mod channel;
mod control;
mod process;
mod registry;
mod use_cases;

pub use control::{ServiceControl, ServiceState};
pub use registry::Services;
pub use use_cases::{
    ServiceDetails, ServiceStatus, get, list, logs, restart, restart_all, start, stop,
};

pub(crate) use api::ApiService;
pub(crate) use bus::BusService;
pub(crate) use channel::ChannelService;

use crate::error::Error;
use crate::keys;
use omni_domain::TenantId;
use omni_domain::access::Caller;

/// Refuses who may not look at the server itself. Its parts and its log serve all instances of all
/// tenants, so a key that is limited to some does not do, whatever its scopes.
pub fn require_server(caller: &Caller) -> Result<(), Error> {
    keys::require(caller, "admin:*")?;
    if caller.instance_ids.is_some() {
        return Err(Error::forbidden(
            "a key limited to instances cannot look at the server itself",
        ));
    }
    if caller.tenant_id != TenantId::DEFAULT {
        return Err(Error::forbidden(
            "only keys of the tenant that runs this server may look at the server itself",
        ));
    }
    Ok(())
}
