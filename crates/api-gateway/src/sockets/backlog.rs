//! What is sent next to one client, and by whom.

use super::frame::Frame;
use std::collections::VecDeque;
use std::sync::Arc;

/// While a client keeps up, its rooms put events straight into its queue. While its session has to send
/// something first (the state of an account, what happened before, what found the queue full), events
/// wait here; of those that find no room, the ones with a row are read from the log.
#[derive(Debug)]
pub(super) struct Backlog {
    /// What the client follows was sent up to this number, and nothing behind it.
    position: i64,
    mode: Mode,
    /// Most events that wait.
    limit: usize,
}

#[derive(Debug)]
enum Mode {
    /// The rooms send.
    Direct,
    /// The session sends.
    Held {
        waiting: VecDeque<Arc<Frame>>,
        /// Whether some found no room.
        missed: bool,
    },
}

/// What a session sends next.
#[derive(Debug)]
pub(super) enum Next {
    Frame(Arc<Frame>),
    /// What the log has behind the position, up to its end.
    Log,
    /// Nothing: from now on the rooms send.
    Nothing,
}

impl Backlog {
    /// Held, until its session has asked for what is next and there was nothing.
    pub(super) fn new(limit: usize) -> Self {
        Self { position: 0, mode: held(), limit }
    }

    pub(super) fn position(&self) -> i64 {
        self.position
    }

    /// Everything up to this number was sent, or is no concern of the client.
    pub(super) fn advance(&mut self, seq: i64) {
        self.position = self.position.max(seq);
    }

    pub(super) fn is_direct(&self) -> bool {
        matches!(self.mode, Mode::Direct)
    }

    /// Whether the client does not have it yet.
    pub(super) fn needs(&self, frame: &Frame) -> bool {
        frame.seq == 0 || frame.seq > self.position
    }

    /// From now on the session sends.
    pub(super) fn hold(&mut self) {
        if self.is_direct() {
            self.mode = held();
        }
    }

    /// Keeps an event until the session sends it.
    pub(super) fn keep(&mut self, frame: &Arc<Frame>) {
        let Mode::Held { waiting, missed } = &mut self.mode else { return };
        // What follows one that was missed is read from the log as well.
        if *missed || waiting.len() >= self.limit {
            *missed = true;
            return;
        }
        waiting.push_back(Arc::clone(frame));
    }

    pub(super) fn next(&mut self) -> Next {
        let Mode::Held { waiting, missed } = &mut self.mode else { return Next::Nothing };
        while let Some(frame) = waiting.pop_front() {
            if frame.seq == 0 {
                return Next::Frame(frame);
            }
            // The log was read beyond the others.
            if frame.seq > self.position {
                self.position = frame.seq;
                return Next::Frame(frame);
            }
        }
        if std::mem::take(missed) {
            return Next::Log;
        }
        self.mode = Mode::Direct;
        Next::Nothing
    }
}

fn held() -> Mode {
    Mode::Held { waiting: VecDeque::new(), missed: false }
}

#[cfg(test)]
mod tests {
    use super::{Backlog, Next};
    use crate::sockets::frame::Frame;
    use std::sync::Arc;

    fn frame(seq: i64) -> Arc<Frame> {
        Arc::new(Frame::numbered(seq))
    }

    fn next(backlog: &mut Backlog) -> Option<i64> {
        match backlog.next() {
            Next::Frame(frame) => Some(frame.seq),
            Next::Log => Some(-1),
            Next::Nothing => None,
        }
    }

    #[test]
    fn what_waits_is_sent_in_order_and_then_the_rooms_send() {
        let mut backlog = Backlog::new(4);
        backlog.advance(10);
        for seq in [9, 10, 11, 0, 12] {
            backlog.keep(&frame(seq));
        }
        // The fifth is missed: four is the most, whatever they are.
        assert_eq!(next(&mut backlog), Some(11));
        assert_eq!(next(&mut backlog), Some(0), "without a row");
        assert_eq!(next(&mut backlog), Some(-1), "the log has the fifth");
        assert_eq!(backlog.position(), 11);
        assert!(!backlog.is_direct());
        backlog.advance(12);
        assert_eq!(next(&mut backlog), None);
        assert!(backlog.is_direct());
    }

    #[test]
    fn what_follows_a_missed_event_is_read_from_the_log_and_sent_once() {
        let mut backlog = Backlog::new(1);
        for seq in [1, 2] {
            backlog.keep(&frame(seq));
        }
        assert_eq!(next(&mut backlog), Some(1));
        // There is room again, and 2 would be sent behind 3.
        backlog.keep(&frame(3));
        assert_eq!(next(&mut backlog), Some(-1));
        // Arrives while the log is read, up to and with it.
        backlog.keep(&frame(4));
        backlog.advance(4);
        assert_eq!(next(&mut backlog), None);
        assert!(!backlog.needs(&frame(4)) && backlog.needs(&frame(5)) && backlog.needs(&frame(0)));
    }

    #[test]
    fn what_arrives_while_a_client_is_held_waits_for_its_session() {
        let mut backlog = Backlog::new(4);
        assert_eq!(next(&mut backlog), None);
        backlog.keep(&frame(1));
        assert!(backlog.is_direct(), "nothing waits where no session sends it");
        backlog.hold();
        backlog.keep(&frame(2));
        backlog.hold();
        assert_eq!(next(&mut backlog), Some(2), "held twice, and kept once");
        assert_eq!(next(&mut backlog), None);
        assert!(backlog.is_direct());
    }
}
