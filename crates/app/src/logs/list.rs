use super::{LogEntry, LogLevel, LogSelection, known_services};
use crate::app::App;
use crate::authorization::require_server;
use crate::error::Error;
use omni_domain::Timestamp;
use omni_domain::access::Caller;
use omni_domain::ids::InstanceId;
use std::sync::Arc;

/// Which lines are returned.
#[derive(Debug, Clone, Default)]
pub struct LogQuery {
    /// Names of services; empty or `*` is all.
    pub services: Vec<String>,
    /// At least of this level.
    pub level: LogLevel,
    /// About this instance. It need not exist any more: the log has lines about deleted ones.
    pub instance: Option<InstanceId>,
    /// Not before.
    pub since: Option<Timestamp>,
    /// Before.
    pub until: Option<Timestamp>,
    /// Containing this text.
    pub search: Option<String>,
}

/// The newest `limit` lines that match, oldest first.
pub fn list(
    app: &App,
    caller: &Caller,
    query: LogQuery,
    limit: usize,
) -> Result<Vec<Arc<LogEntry>>, Error> {
    require_server(caller)?;
    Ok(app.logs.latest(&select(app, query)?, limit).entries)
}

pub(super) fn select(app: &App, query: LogQuery) -> Result<LogSelection, Error> {
    Ok(LogSelection {
        services: known_services(app, query.services)?,
        level: query.level,
        instance: query.instance.map(|id| id.to_string()),
        since: query.since,
        until: query.until,
        search: query.search.filter(|words| !words.trim().is_empty()),
    })
}
