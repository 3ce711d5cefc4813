//! Changes of an instance's labels, one after another: each follows from what is stored, and the
//! network takes a label as a whole. Changes of other nodes are compared by the label's revision (`labels.rs`).

use omni_domain::ids::InstanceId;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use tokio::sync::{Mutex as AsyncMutex, OwnedMutexGuard};

/// With more instances, those that nothing waits for are removed.
const SWEEP_ABOVE: usize = 64;

/// The instances whose labels are being changed by this process.
#[derive(Debug, Default)]
pub(crate) struct LabelOrder(Mutex<HashMap<InstanceId, Weak<AsyncMutex<()>>>>);

impl LabelOrder {
    /// Waits for earlier changes of an instance's labels. Later ones wait until the guard is dropped.
    pub(super) async fn wait(&self, instance: InstanceId) -> OwnedMutexGuard<()> {
        let own = self.of(instance);
        own.lock_owned().await
    }

    fn of(&self, instance: InstanceId) -> Arc<AsyncMutex<()>> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(own) = all.get(&instance).and_then(Weak::upgrade) {
            return own;
        }
        if all.len() > SWEEP_ABOVE {
            all.retain(|_, one| one.strong_count() > 0);
        }
        let own = Arc::new(AsyncMutex::new(()));
        all.insert(instance, Arc::downgrade(&own));
        own
    }
}
