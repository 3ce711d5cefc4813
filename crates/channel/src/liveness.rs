//! Whether a connection is alive, and the evidence.

use omni_domain::Timestamp;
use serde::Serialize;

/// The observations from which a session judges its connection.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Evidence {
    /// When the current socket was opened.
    pub socket_since: Option<Timestamp>,
    /// Last frame from the network.
    pub last_frame: Option<Timestamp>,
    /// Last answer to a keep-alive that was sent.
    pub last_pong: Option<Timestamp>,
    /// Last acknowledgement or receipt of a message that was sent.
    pub last_receipt: Option<Timestamp>,
    /// Connection attempts since the last success.
    pub failed_attempts: u32,
}

impl Evidence {
    /// The newest evidence of a working connection.
    pub fn newest(&self) -> Option<Timestamp> {
        self.last_frame.max(self.last_pong).max(self.last_receipt)
    }
}

/// A session's judgement of its evidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pulse {
    /// The connection works. A channel without frames reports this as long as it can send and its
    /// credentials are valid.
    Alive,
    /// It is silent for longer than the limit: it is not reported as connected.
    Quiet,
    /// It is dead though not closed: it should be closed and opened again.
    Dead,
}

/// Whether a connection is alive, and the evidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Liveness {
    /// The session's own judgement.
    pub pulse: Pulse,
    /// The evidence that it is based on.
    pub evidence: Evidence,
}

impl Liveness {
    /// There is no session.
    pub const NONE: Self = Self {
        pulse: Pulse::Quiet,
        evidence: Evidence {
            socket_since: None,
            last_frame: None,
            last_pong: None,
            last_receipt: None,
            failed_attempts: 0,
        },
    };

    /// A connection judged by its frames: quiet when nothing arrived for longer than `limit`,
    /// dead after twice that time.
    pub fn of_frames(evidence: Evidence, now: Timestamp, limit: std::time::Duration) -> Self {
        let pulse = match evidence.newest().map(|at| now.since(at)) {
            Some(silence) if silence > limit * 2 => Pulse::Dead,
            Some(silence) if silence <= limit => Pulse::Alive,
            _ => Pulse::Quiet,
        };
        Self { pulse, evidence }
    }

    /// Whether the connection works.
    pub fn is_alive(&self) -> bool {
        self.pulse == Pulse::Alive
    }
}

#[cfg(test)]
mod tests {
    use super::{Evidence, Liveness, Pulse};
    use omni_domain::Timestamp;
    use std::time::Duration;

    #[test]
    fn silence_is_quiet_first_and_dead_after_twice_the_limit() {
        let limit = Duration::from_mins(1);
        let pulse = |evidence, now| Liveness::of_frames(evidence, Timestamp(now), limit).pulse;
        let frame = Evidence { last_frame: Some(Timestamp(1_000)), ..Evidence::default() };
        assert_eq!(pulse(frame, 61_000), Pulse::Alive);
        assert_eq!(pulse(frame, 61_001), Pulse::Quiet);
        assert_eq!(pulse(frame, 121_001), Pulse::Dead);
        let pong = Evidence { last_pong: Some(Timestamp(121_000)), ..frame };
        assert_eq!(pulse(pong, 121_001), Pulse::Alive);
        assert_eq!(
            pulse(Evidence::default(), 500_000),
            Pulse::Quiet,
            "never connected, never lost"
        );
    }
}
