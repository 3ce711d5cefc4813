use super::ServiceControl;
use super::process::Meter;
use crate::error::Error;
use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};
use tokio::sync::{Mutex, watch};

/// Which come first in a list; the others follow by name.
const FIRST: [&str; 3] = ["omni-api", "nats", "worker"];

/// The parts of this server, by name.
pub struct Services {
    controls: RwLock<Vec<(String, Arc<dyn ServiceControl>)>>,
    pub(super) meter: Meter,
    /// Held while a part is started or stopped.
    pub(super) busy: Mutex<()>,
    restart: watch::Sender<bool>,
}

impl fmt::Debug for Services {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Services").field("names", &self.names()).finish_non_exhaustive()
    }
}

impl Services {
    pub(crate) fn new() -> Self {
        Self {
            controls: RwLock::default(),
            meter: Meter::new(),
            busy: Mutex::new(()),
            restart: watch::Sender::new(false),
        }
    }

    /// Adds a part; it replaces one of the same name.
    pub fn register(&self, name: impl Into<String>, control: Arc<dyn ServiceControl>) {
        let name = name.into();
        let mut controls = self.controls.write().unwrap_or_else(PoisonError::into_inner);
        controls.retain(|(known, _)| *known != name);
        controls.push((name, control));
        let rank =
            |name: &str| FIRST.iter().position(|first| *first == name).unwrap_or(FIRST.len());
        controls.sort_by(|(one, _), (other, _)| (rank(one), one).cmp(&(rank(other), other)));
    }

    /// The parts' names, in the order they are listed in.
    pub fn names(&self) -> Vec<String> {
        let controls = self.controls.read().unwrap_or_else(PoisonError::into_inner);
        controls.iter().map(|(name, _)| name.clone()).collect()
    }

    pub(crate) fn control(&self, name: &str) -> Option<Arc<dyn ServiceControl>> {
        let controls = self.controls.read().unwrap_or_else(PoisonError::into_inner);
        controls.iter().find(|(known, _)| known == name).map(|(_, control)| Arc::clone(control))
    }

    /// Becomes true when a restart of the whole process is requested. The code that runs the
    /// process waits for it, stops the server cleanly and starts the program anew.
    pub fn restart_requested(&self) -> watch::Receiver<bool> {
        self.restart.subscribe()
    }

    pub(super) fn request_restart(&self) -> Result<(), Error> {
        if self.restart.receiver_count() == 0 {
            return Err(Error::conflict(
                "this server runs inside another program and cannot restart in place; `omni serve` can",
            ));
        }
        self.restart.send_replace(true);
        Ok(())
    }
}
