//! A clock that does not move until it is set, and ids that are the same in every run.

use omni_domain::{Clock, IdSource, Timestamp};
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use uuid::Uuid;

/// 2026-01-02T03:04:05.000Z until advanced. Each reading is a millisecond later than the one
/// before, so that rows have an order.
#[derive(Debug)]
pub struct FixedClock(AtomicI64);

impl Default for FixedClock {
    fn default() -> Self {
        Self(AtomicI64::new(1_767_323_045_000))
    }
}

impl FixedClock {
    /// Advances the clock.
    pub fn advance(&self, millis: i64) {
        self.0.fetch_add(millis, Ordering::SeqCst);
    }
}

impl Clock for FixedClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::SeqCst))
    }
}

/// `00000000-0000-7000-8000-000000000001` and so on: valid UUIDv7 texts that sort by creation.
#[derive(Debug, Default)]
pub struct SeededIds(AtomicU64);

impl IdSource for SeededIds {
    fn next(&self) -> Uuid {
        let count = self.0.fetch_add(1, Ordering::SeqCst) + 1;
        let high = u128::from(count >> 12) << 80;
        let low = u128::from(count & 0xfff) << 64;
        Uuid::from_u128(high | (0x7 << 76) | low | (0x8 << 60))
    }
}
