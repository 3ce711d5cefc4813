//! What this process distributed and delivered, for the metrics.

use omni_domain::webhook::DeliveryState;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

/// Counts since the process started. Other nodes count their own.
#[derive(Debug, Default)]
pub struct Figures {
    delivered: AtomicU64,
    failed: AtomicU64,
    repeated: AtomicU64,
    /// Events up to here are distributed. The stored position may be behind it, while nothing is
    /// delivered.
    distributed: AtomicI64,
}

impl Figures {
    /// Counts an attempt that is recorded, by the state of its delivery since.
    pub(super) fn count(&self, state: DeliveryState) {
        let counter = match state {
            DeliveryState::Delivered => &self.delivered,
            DeliveryState::Failed => &self.failed,
            DeliveryState::Pending => &self.repeated,
        };
        counter.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn distributed_to(&self, seq: i64) {
        self.distributed.fetch_max(seq, Ordering::Relaxed);
    }

    /// Deliveries that ended, by how.
    pub(crate) fn ended(&self) -> [(DeliveryState, u64); 2] {
        [
            (DeliveryState::Delivered, self.delivered.load(Ordering::Relaxed)),
            (DeliveryState::Failed, self.failed.load(Ordering::Relaxed)),
        ]
    }

    /// Attempts that failed and are repeated.
    pub(crate) fn repeated(&self) -> u64 {
        self.repeated.load(Ordering::Relaxed)
    }

    /// Events of the log up to this position are distributed, as far as this process has read.
    pub(crate) fn distributed(&self) -> i64 {
        self.distributed.load(Ordering::Relaxed)
    }
}
