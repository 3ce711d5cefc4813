//! Starting and stopping what runs in the background.

use crate::app::App;
use crate::error::Error;
use crate::{access, caches, inbound, messages, sessions};

/// Starts the inbound pipeline and connects every wanted instance. Returns how many. Called once,
/// after migration.
pub async fn start(app: &App) -> Result<usize, Error> {
    let count = sessions::start(app).await?;
    // Ends after the tasks of the sessions: what they receive while they stop is still written.
    tokio::spawn(inbound::run(app.clone()));
    app.sessions.spawn(access::follow(app.clone()));
    app.sessions.spawn(caches::follow(app.clone()));
    app.sessions.spawn(messages::follow(app.clone()));
    Ok(count)
}

/// Ends every session: the server stops. Wanted instances stay wanted.
pub async fn stop(app: &App) {
    sessions::stop_all(app).await;
}
