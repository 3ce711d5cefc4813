//! The server's own log lines: the latest in memory, searched and followed.

mod follow;
mod list;
mod ring;

pub use follow::{LogFeed, LogFeedItem, follow};
pub use list::{LogQuery, list};
pub use ring::{LogEntry, LogLevel, LogRing, LogSelection};

use crate::app::App;
use crate::error::{Error, Field, Hint, Message};

/// The parts of the server that log under a name of their own, whether they run or not.
pub const LOGGING: [&str; 4] = ["omni-api", "nats", "worker", "mcp"];

/// The services that `services` of a query selects: by name, or all for none or `*`. A name that
/// can never match is refused: a subscription to a typo would stay silent for ever.
fn known_services(app: &App, names: Vec<String>) -> Result<Option<Vec<String>>, Error> {
    if names.is_empty() || names.iter().any(|name| name == "*") {
        return Ok(None);
    }
    let known = |name: &str| LOGGING.contains(&name) || app.services.control(name).is_some();
    match names.iter().find(|name| !known(name)) {
        None => Ok(Some(names)),
        Some(name) => Err(Error::invalid(
            Field::LogServices,
            Message::from(format!(
                "`{}` is not a service",
                name.chars().take(60).collect::<String>()
            ))
            .hint(Hint::ListServices),
        )),
    }
}
