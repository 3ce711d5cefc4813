//! The parts of this server that can be inspected, started, stopped and restarted.
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
mod queues;
mod registry;
mod use_cases;

pub use control::{ServiceControl, ServiceState};
pub use queues::{QueueStatus, queues};
pub use registry::Services;
pub use use_cases::{
    ServiceDetails, ServiceStatus, get, list, logs, restart, restart_all, start, stop,
};

pub(crate) use api::ApiService;
pub(crate) use bus::BusService;
pub(crate) use channel::ChannelService;
