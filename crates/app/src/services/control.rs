use crate::app::App;
use crate::error::{Error, Message};
use async_trait::async_trait;
use omni_domain::Timestamp;
use std::fmt;

/// What a part of the server is doing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ServiceState {
    /// It works, since this moment.
    Running {
        /// When it was last started.
        since: Timestamp,
    },
    /// It was stopped.
    Stopped,
    /// It should work and does not.
    Failed {
        /// When it was last started.
        since: Timestamp,
        /// What is wrong, for people; no secrets, no addresses of chats.
        message: Message,
    },
}

/// A part of this server. Starting what runs and stopping what is stopped is no error. Calls that
/// change something come one at a time.
#[async_trait]
pub trait ServiceControl: Send + Sync + fmt::Debug {
    /// What it is doing now, by looking.
    async fn state(&self, app: &App) -> ServiceState;

    /// Starts it; returns once it works, or is on its way.
    async fn start(&self, app: &App) -> Result<(), Error>;

    /// Stops it; returns once it does no more work. [`Error::Conflict`] with the reason if it is
    /// a part that cannot be stopped.
    async fn stop(&self, app: &App) -> Result<(), Error>;

    /// Stops it and starts it again.
    async fn restart(&self, app: &App) -> Result<(), Error> {
        self.stop(app).await?;
        self.start(app).await
    }
}
