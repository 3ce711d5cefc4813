//! The worker as a service: stopped and started while the server runs.

use crate::{Lanes, WorkerConfig};
use async_trait::async_trait;
use omni_app::services::{ServiceControl, ServiceState};
use omni_app::{App, Error};
use std::sync::{Arc, Mutex, PoisonError};

#[derive(Debug)]
pub(crate) struct WorkerService {
    config: WorkerConfig,
    lanes: Mutex<Arc<Lanes>>,
}

impl WorkerService {
    pub(crate) fn new(config: WorkerConfig, lanes: Lanes) -> Self {
        Self { config, lanes: Mutex::new(Arc::new(lanes)) }
    }

    pub(crate) fn lanes(&self) -> Arc<Lanes> {
        Arc::clone(&self.lanes.lock().unwrap_or_else(PoisonError::into_inner))
    }

    pub(crate) async fn stop_lanes(&self) {
        self.lanes().stop().await;
    }
}

#[async_trait]
impl ServiceControl for WorkerService {
    async fn state(&self, _: &App) -> ServiceState {
        let lanes = self.lanes();
        if !lanes.stop.is_cancelled() {
            return ServiceState::Running { since: lanes.since };
        }
        if lanes.tasks.is_empty() {
            return ServiceState::Stopped;
        }
        ServiceState::Failed {
            since: lanes.since,
            message: "it reserves no more jobs, but some that were running have not ended yet"
                .into(),
        }
    }

    async fn start(&self, app: &App) -> Result<(), Error> {
        let mut lanes = self.lanes.lock().unwrap_or_else(PoisonError::into_inner);
        if lanes.stop.is_cancelled() {
            // Jobs of the previous lanes that have not ended are leased: they are not started
            // twice.
            *lanes = Arc::new(Lanes::start(app, &self.config));
        }
        Ok(())
    }

    async fn stop(&self, _: &App) -> Result<(), Error> {
        self.stop_lanes().await;
        Ok(())
    }
}
