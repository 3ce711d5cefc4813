//! Steps to a working connection, recorded by event handlers, awaited by `run`.

use std::sync::atomic::{AtomicU8, Ordering};
use tokio::sync::Notify;

/// A step that was reached; each is returned once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// A QR is offered: the server responds.
    Offered,
    /// The QR was scanned or the code typed; the credentials exist.
    Paired,
    /// The login has finished.
    Connected,
    /// The account's own name changed.
    Renamed,
    /// No more QRs; a pairing code is still valid.
    CodesOnly,
}

impl Step {
    const ALL: [Self; 5] =
        [Self::Offered, Self::Paired, Self::Connected, Self::Renamed, Self::CodesOnly];

    const fn bit(self) -> u8 {
        1 << self as u8
    }
}

#[derive(Debug, Default)]
pub(crate) struct Milestones {
    reached: AtomicU8,
    changed: Notify,
    /// Notifies others who wait for a QR.
    pub(crate) offered: Notify,
}

impl Milestones {
    fn reach(&self, step: Step) {
        self.reached.fetch_or(step.bit(), Ordering::AcqRel);
        self.changed.notify_one();
    }

    pub(crate) fn reset(&self) {
        self.reached.store(0, Ordering::Release);
    }

    pub(crate) fn offered(&self) {
        self.reach(Step::Offered);
        self.offered.notify_waiters();
    }

    pub(crate) fn paired(&self) {
        self.reach(Step::Paired);
    }

    pub(crate) fn connected(&self) {
        self.reach(Step::Connected);
    }

    pub(crate) fn renamed(&self) {
        self.reach(Step::Renamed);
    }

    pub(crate) fn codes_only(&self) {
        self.reach(Step::CodesOnly);
    }

    /// The next step that was reached, each once.
    pub(crate) async fn next(&self) -> Step {
        loop {
            for step in Step::ALL {
                if self.reached.fetch_and(!step.bit(), Ordering::AcqRel) & step.bit() != 0 {
                    return step;
                }
            }
            self.changed.notified().await;
        }
    }
}
