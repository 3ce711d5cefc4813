use crate::app::App;
use crate::error::{Error, Message};
use async_trait::async_trait;
use omni_domain::Timestamp;
use std::fmt;

/// The state of a part of the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ServiceState {
    /// It has run since this time.
    Running {
        /// When it was last started.
        since: Timestamp,
    },
    /// It was stopped.
    Stopped,
    /// It should run and does not.
    Failed {
        /// When it was last started.
        since: Timestamp,
        /// What is wrong, for people; no secrets, no addresses of chats.
        message: Message,
    },
}

/// A part of this server. Starting what runs and stopping what is stopped is no error. Calls that
/// change something run one at a time.
#[async_trait]
pub trait ServiceControl: Send + Sync + fmt::Debug {
    /// Its current state, by checking.
    async fn state(&self, app: &App) -> ServiceState;

    /// Starts it; returns once it runs, or is starting.
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
