use super::{Sender, TOLERATED};
use crate::webhooks::lanes::is_prompt;
use omni_app::webhooks::Attempted;
use omni_domain::webhook::DeliveryState;
use std::time::Duration;
use tokio::time::Instant;

/// The pause between two probes, at first and at most.
const SHORTEST_PAUSE: Duration = Duration::from_millis(500);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

impl Sender {
    /// What an attempt shows of the endpoint.
    pub(super) fn judge(&mut self, attempted: &Attempted) {
        let is_delivered = attempted.is_delivered();
        self.is_prompt = is_prompt(is_delivered, attempted.took);
        if is_delivered {
            (self.streak, self.paused_until) = (0, None);
            self.line.set_failing(false);
            return;
        }
        let finished = &attempted.ended.finished;
        if finished.state == DeliveryState::Pending {
            let due = finished.due_at;
            self.next_due = Some(self.next_due.map_or(due, |other| other.min(due)));
            self.streak = self.streak.saturating_add(1);
            if self.is_probed() {
                self.line.set_failing(true);
                let doublings = (self.streak - TOLERATED).min(10);
                let pause = (SHORTEST_PAUSE * 2_u32.pow(doublings)).min(LONGEST_PAUSE);
                // Endpoints that began to fail together are not probed together.
                self.pause(pause.mul_f64(rand::random_range(0.5..=1.0)));
                self.release();
            }
        }
        if let Some(wait) = attempted.retry_after {
            self.asked_until = self.asked_until.max(Some(Instant::now() + wait));
        }
    }
}
