use crate::logs::LogEntryView;
use crate::spelling::OmniSpelling;
use omni_app::Error;
use omni_app::services::{ServiceDetails, ServiceStatus};
use serde::Serialize;
use utoipa::ToSchema;

/// The services of this server.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ServiceListView {
    pub(super) items: Vec<ServiceView>,
}

/// A service of this server.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ServiceView {
    #[schema(example = "omni-api")]
    name: String,
    /// The node it is a part of: each has its own.
    #[schema(example = "server-1")]
    node: String,
    /// `running`, `stopped` or `error`.
    #[schema(example = "running")]
    status: &'static str,
    /// The error of a service in `error`.
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<String>,
    /// The process that all services share; null while it is stopped.
    #[schema(example = 12345)]
    pid: Option<u32>,
    /// Seconds since it was started; 0 while it is stopped.
    #[schema(example = 3600)]
    uptime: u64,
    /// Resident memory of the process, bytes; 0 while it is stopped.
    #[schema(example = 128_000_000)]
    memory: u64,
    /// Recent CPU use of the process, percent of one core; 0 while it is stopped.
    #[schema(example = 2.5)]
    cpu: f64,
}

impl From<ServiceStatus> for ServiceView {
    fn from(service: ServiceStatus) -> Self {
        Self {
            name: service.name,
            node: service.node,
            status: service.status,
            message: service.message.map(|message| message.spell(&OmniSpelling)),
            pid: service.pid,
            uptime: service.uptime_seconds,
            memory: service.memory,
            cpu: service.cpu,
        }
    }
}

/// A service of this server, with the latest lines of its log.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ServiceDetailsView {
    #[serde(flatten)]
    service: ServiceView,
    /// The latest 100 lines, oldest first.
    logs: Vec<LogEntryView>,
}

impl From<ServiceDetails> for ServiceDetailsView {
    fn from(details: ServiceDetails) -> Self {
        Self {
            service: details.status.into(),
            logs: details.logs.iter().map(|entry| LogEntryView::from(entry.as_ref())).collect(),
        }
    }
}

/// A service of this server was started, stopped or restarted.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ServiceChangedView {
    /// Always true; failures are errors.
    #[schema(example = true)]
    success: bool,
    /// `running`, `stopped` or `error`.
    #[schema(example = "running")]
    status: &'static str,
    /// The process that all services share; null while it is stopped.
    #[schema(example = 12345)]
    pid: Option<u32>,
}

impl From<ServiceStatus> for ServiceChangedView {
    fn from(service: ServiceStatus) -> Self {
        Self { success: true, status: service.status, pid: service.pid }
    }
}

/// The result for each service.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RestartResultsView {
    pub(super) results: Vec<RestartResultView>,
}

/// The result for one service.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RestartResultView {
    #[schema(example = "omni-api")]
    name: String,
    success: bool,
    /// Why it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
}

impl From<(String, Result<(), Error>)> for RestartResultView {
    fn from((name, result): (String, Result<(), Error>)) -> Self {
        let error = result.err().map(|error| error.message().spell(&OmniSpelling));
        Self { name, success: error.is_none(), error }
    }
}
