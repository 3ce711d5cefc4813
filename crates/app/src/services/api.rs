use super::{ServiceControl, ServiceState};
use crate::app::App;
use crate::error::Error;
use async_trait::async_trait;

/// The server itself. It restarts in place: the process answers, stops cleanly and runs its
/// program anew under the same process id.
#[derive(Debug)]
pub(crate) struct ApiService;

#[async_trait]
impl ServiceControl for ApiService {
    async fn state(&self, app: &App) -> ServiceState {
        ServiceState::Running { since: app.started_at }
    }

    async fn start(&self, _: &App) -> Result<(), Error> {
        Ok(())
    }

    async fn stop(&self, _: &App) -> Result<(), Error> {
        Err(Error::conflict(
            "omni-api is the server that answers `start`, so it does not stop \
             itself; restart it, or end the process (SIGTERM)",
        ))
    }

    async fn restart(&self, app: &App) -> Result<(), Error> {
        app.services.request_restart()
    }
}
