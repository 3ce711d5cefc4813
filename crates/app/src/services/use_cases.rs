//! Inspecting parts of the server, and starting and stopping them.

use super::{ServiceControl, ServiceState};
use crate::app::App;
use crate::authorization::require_server;
use crate::error::{Error, Message};
use crate::logs::{LogEntry, LogSelection};
use omni_domain::Timestamp;
use omni_domain::access::Caller;
use std::sync::Arc;

/// Log lines shown with a service.
const SHOWN_LINES: usize = 100;

/// A part of the server. All parts share one process: process id, memory and processor are that
/// process's, and none while the part is stopped.
#[derive(Debug, Clone, PartialEq)]
pub struct ServiceStatus {
    /// Its name.
    pub name: String,
    /// The node it is a part of.
    pub node: String,
    /// `running`, `stopped` or `error`.
    pub status: &'static str,
    /// What is wrong, if something is.
    pub message: Option<Message>,
    /// The process it runs in.
    pub pid: Option<u32>,
    /// Seconds since it was started.
    pub uptime_seconds: u64,
    /// Resident memory of the process, bytes.
    pub memory: u64,
    /// Percent of one core that the process used recently.
    pub cpu: f64,
}

/// A part of the server with the latest lines of its log.
#[derive(Debug, Clone)]
pub struct ServiceDetails {
    /// Its current state.
    pub status: ServiceStatus,
    /// Oldest first.
    pub logs: Vec<Arc<LogEntry>>,
}

/// Every part of the server.
pub async fn list(app: &App, caller: &Caller) -> Result<Vec<ServiceStatus>, Error> {
    require_server(caller)?;
    let mut all = Vec::new();
    for name in app.services.names() {
        if let Some(control) = app.services.control(&name) {
            all.push(look(app, name, control.as_ref()).await);
        }
    }
    Ok(all)
}

/// One part, with the latest lines of its log.
pub async fn get(app: &App, caller: &Caller, name: &str) -> Result<ServiceDetails, Error> {
    let control = find(app, caller, name)?;
    let status = look(app, name.to_owned(), control.as_ref()).await;
    let selection =
        LogSelection { services: Some(vec![name.to_owned()]), ..LogSelection::default() };
    Ok(ServiceDetails { status, logs: app.logs.latest(&selection, SHOWN_LINES).entries })
}

/// The newest `limit` lines of a part's log that match, oldest first.
pub fn logs(
    app: &App,
    caller: &Caller,
    name: &str,
    mut selection: LogSelection,
    limit: usize,
) -> Result<Vec<Arc<LogEntry>>, Error> {
    find(app, caller, name)?;
    selection.services = Some(vec![name.to_owned()]);
    Ok(app.logs.latest(&selection, limit).entries)
}

/// Starts a part; one that runs stays as it is.
pub async fn start(app: &App, caller: &Caller, name: &str) -> Result<ServiceStatus, Error> {
    let control = find(app, caller, name)?;
    let _busy = app.services.busy.lock().await;
    control.start(app).await?;
    noted(caller, name, "started");
    Ok(look(app, name.to_owned(), control.as_ref()).await)
}

/// Stops a part; returns once it does no more work.
pub async fn stop(app: &App, caller: &Caller, name: &str) -> Result<ServiceStatus, Error> {
    let control = find(app, caller, name)?;
    let _busy = app.services.busy.lock().await;
    control.stop(app).await?;
    noted(caller, name, "stopped");
    Ok(look(app, name.to_owned(), control.as_ref()).await)
}

/// Stops a part and starts it again.
pub async fn restart(app: &App, caller: &Caller, name: &str) -> Result<ServiceStatus, Error> {
    let control = find(app, caller, name)?;
    let _busy = app.services.busy.lock().await;
    control.restart(app).await?;
    noted(caller, name, "restarted");
    Ok(look(app, name.to_owned(), control.as_ref()).await)
}

/// Restarts every part, the server itself last; returns the outcome of each.
pub async fn restart_all(
    app: &App,
    caller: &Caller,
) -> Result<Vec<(String, Result<(), Error>)>, Error> {
    require_server(caller)?;
    let _busy = app.services.busy.lock().await;
    let mut results = Vec::new();
    // `omni-api` comes first in the list. Its restart ends this process, and all else with it.
    for name in app.services.names().into_iter().rev() {
        if let Some(control) = app.services.control(&name) {
            let restarted = control.restart(app).await;
            noted(caller, &name, if restarted.is_ok() { "restarted" } else { "not restarted" });
            results.push((name, restarted));
        }
    }
    results.reverse();
    Ok(results)
}

fn find(app: &App, caller: &Caller, name: &str) -> Result<Arc<dyn ServiceControl>, Error> {
    require_server(caller)?;
    app.services.control(name).ok_or_else(|| Error::not_found("service", name))
}

fn noted(caller: &Caller, name: &str, what: &'static str) {
    tracing::info!(service = name, principal = %caller.principal, "a service was {what}");
}

async fn look(app: &App, name: String, control: &dyn ServiceControl) -> ServiceStatus {
    let (status, since, message) = match control.state(app).await {
        ServiceState::Running { since } => ("running", Some(since), None),
        ServiceState::Stopped => ("stopped", None, None),
        ServiceState::Failed { since, message } => ("error", Some(since), Some(message)),
    };
    let uptime = |since: Timestamp| app.env.now().since(since).as_secs();
    let usage = since.map(|_| app.services.meter.usage());
    ServiceStatus {
        name,
        node: app.node_name().to_owned(),
        status,
        message,
        pid: since.map(|_| std::process::id()),
        uptime_seconds: since.map_or(0, uptime),
        memory: usage.map_or(0, |usage| usage.memory),
        cpu: usage.map_or(0.0, |usage| usage.cpu),
    }
}
