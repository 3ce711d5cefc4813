use super::Sender;
use omni_domain::Timestamp;
use std::time::Duration;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

impl Sender {
    /// Waits until something may be done.
    pub(super) async fn wait(&mut self, stop: &CancellationToken) {
        let pause = self.until_due();
        tokio::select! {
            () = stop.cancelled() => {}
            () = self.line.wait() => {}
            Some(sent) = self.sending.join_next() => self.record(sent),
            Some(recorded) = self.recording.join_next() => self.recorded(recorded),
            () = tokio::time::sleep(pause) => {}
        }
        // All that ended meanwhile, at once.
        while let Some(sent) = self.sending.try_join_next() {
            self.record(sent);
        }
        while let Some(recorded) = self.recording.try_join_next() {
            self.recorded(recorded);
        }
    }

    /// Until the pause is over, or the next delivery is due.
    fn until_due(&self) -> Duration {
        const IDLE: Duration = Duration::from_mins(1);
        // Not longer, because a clock may be corrected.
        const LONGEST: Duration = Duration::from_secs(1);
        let now = self.app.env.now();
        if let Some(end) = self.pause_end() {
            return end.saturating_duration_since(Instant::now()).min(IDLE);
        }
        if self.sending.len() >= self.width() || self.is_full() {
            return IDLE;
        }
        if self.behind {
            return Duration::from_millis(1);
        }
        let until = |at: Timestamp| at.since(now).clamp(Duration::from_millis(1), LONGEST);
        self.next_due.map_or(IDLE, until)
    }
}
