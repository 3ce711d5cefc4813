//! Who assigns the id of a sent message, and how a repeated send is shown.

use std::time::Duration;

/// Who assigns the id of a sent message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MessageIds {
    /// The sender: [`crate::OutboundMessage::client_id`] is the message's id, and a repeat with the
    /// same one is shown once.
    Chosen,
    /// The network, in [`crate::Sent::external_id`].
    Given(Repeats),
}

/// How a send is shown that is repeated with the same [`crate::OutboundMessage::client_id`]
/// after its outcome was lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Repeats {
    /// It is shown once.
    ShownOnce,
    /// It is shown once if it is repeated within this time of the first try.
    ShownOnceWithin(Duration),
    /// It may be shown twice: a send whose outcome is unknown is not repeated.
    MayDouble,
}

impl MessageIds {
    /// How a repeated send is shown.
    pub const fn repeats(self) -> Repeats {
        match self {
            Self::Chosen => Repeats::ShownOnce,
            Self::Given(repeats) => repeats,
        }
    }
}

impl Repeats {
    /// Whether a send may be repeated this long after its first try, whose outcome is unknown.
    pub fn allows(self, since_first_try: Duration) -> bool {
        match self {
            Self::ShownOnce => true,
            Self::ShownOnceWithin(limit) => since_first_try < limit,
            Self::MayDouble => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{MessageIds, Repeats};
    use std::time::Duration;

    #[test]
    fn a_repeat_is_allowed_only_where_it_is_shown_once() {
        let minute = Duration::from_mins(1);
        assert!(MessageIds::Chosen.repeats().allows(minute));
        assert!(Repeats::ShownOnceWithin(minute).allows(Duration::from_secs(59)));
        assert!(!Repeats::ShownOnceWithin(minute).allows(minute));
        assert!(!Repeats::MayDouble.allows(Duration::ZERO));
    }
}
