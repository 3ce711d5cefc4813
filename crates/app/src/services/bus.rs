use super::{ServiceControl, ServiceState};
use crate::app::App;
use crate::error::{Error, Message};
use async_trait::async_trait;
use omni_domain::Timestamp;
use std::sync::{Mutex, PoisonError};

/// The bus: in this process, or the link to NATS.
#[derive(Debug)]
pub(crate) struct BusService {
    since: Mutex<Timestamp>,
}

impl BusService {
    pub(crate) const fn new(now: Timestamp) -> Self {
        Self { since: Mutex::new(now) }
    }
}

#[async_trait]
impl ServiceControl for BusService {
    async fn state(&self, app: &App) -> ServiceState {
        let health = app.bus.health().await;
        let since = *self.since.lock().unwrap_or_else(PoisonError::into_inner);
        if health.ok {
            return ServiceState::Running { since };
        }
        let message = health.detail.map_or_else(|| "it does not answer".into(), Message::from);
        ServiceState::Failed { since, message }
    }

    /// The link is restored by itself; this only makes it try now.
    async fn start(&self, app: &App) -> Result<(), Error> {
        if app.bus.health().await.ok { Ok(()) } else { self.restart(app).await }
    }

    async fn stop(&self, app: &App) -> Result<(), Error> {
        let health = app.bus.health().await;
        Err(Error::conflict(match health.kind {
            "nats" => "NATS is a server of its own that other nodes use too; stop it where it \
                       runs, and Omni continues without"
                .to_owned(),
            _ => "the bus carries the notifications between the parts of this process; it ends with the \
                  process"
                .to_owned(),
        }))
    }

    async fn restart(&self, app: &App) -> Result<(), Error> {
        app.bus.restart().await;
        *self.since.lock().unwrap_or_else(PoisonError::into_inner) = app.env.now();
        Ok(())
    }
}
