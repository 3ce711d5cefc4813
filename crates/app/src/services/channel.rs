use super::{ServiceControl, ServiceState};
use crate::app::App;
use crate::error::{Error, Hint, Message};
use crate::sessions;
use async_trait::async_trait;
use omni_domain::Timestamp;
use omni_domain::instance::{ChannelType, ConnectionState};
use std::sync::{Mutex, PoisonError};

/// The sessions of one network on this server.
#[derive(Debug)]
pub(crate) struct ChannelService {
    kind: ChannelType,
    since: Mutex<Timestamp>,
}

impl ChannelService {
    pub(crate) const fn new(kind: ChannelType, now: Timestamp) -> Self {
        Self { kind, since: Mutex::new(now) }
    }

    fn began(&self, app: &App) {
        *self.since.lock().unwrap_or_else(PoisonError::into_inner) = app.env.now();
    }
}

#[async_trait]
impl ServiceControl for ChannelService {
    async fn state(&self, app: &App) -> ServiceState {
        if app.sessions.is_stopped(self.kind) {
            return ServiceState::Stopped;
        }
        let since = *self.since.lock().unwrap_or_else(PoisonError::into_inner);
        let live = app.sessions.held();
        let failed = live
            .iter()
            .filter(|live| live.meta().channel == self.kind)
            .filter(|live| live.status().state == ConnectionState::Error)
            .count();
        if failed == 0 {
            return ServiceState::Running { since };
        }
        let message = Message::from(format!("{failed} of its instances need a person to continue"))
            .hint(Hint::ListInstances);
        ServiceState::Failed { since, message }
    }

    async fn start(&self, app: &App) -> Result<(), Error> {
        if app.sessions.is_stopped(self.kind) {
            sessions::start_channel(app, self.kind).await?;
            self.began(app);
        }
        Ok(())
    }

    async fn stop(&self, app: &App) -> Result<(), Error> {
        sessions::stop_channel(app, self.kind).await;
        Ok(())
    }

    async fn restart(&self, app: &App) -> Result<(), Error> {
        sessions::restart_channel(app, self.kind).await?;
        self.began(app);
        Ok(())
    }
}
