//! How fast an account may write, so that its network does not take it for a source of spam.

use crate::clock::Timestamp;
use crate::ids::{ChatId, InstanceId, JobId, MessageId, ParseError};
use crate::text_enum::text_enum;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

text_enum! {
    /// What happens to a message that a limit does not admit now.
    pub enum OnLimit {
        /// It stays queued until the limit admits it.
        Wait = "wait",
        /// It fails at once.
        Refuse = "refuse",
    }
}

text_enum! {
    /// Why a queued message is not sent yet.
    pub enum HoldReason {
        /// So many messages are sent in a minute.
        MessagesPerMinute = "messages_per_minute",
        /// So many conversations are begun in a day.
        NewChatsPerDay = "new_chats_per_day",
        /// Nothing but replies is sent at this time of the day.
        QuietHours = "quiet_hours",
        /// The network does not let the account begin conversations for now.
        Restricted = "restricted",
    }
}

impl HoldReason {
    /// What the reason means, and what to do about it, for people.
    pub const fn explanation(self) -> &'static str {
        match self {
            Self::MessagesPerMinute => {
                "the instance sends no more messages a minute; this one is sent when its turn comes"
            }
            Self::NewChatsPerDay => {
                "the instance begins no more conversations today; this one is begun on a later day, \
                 or at once when its recipient writes"
            }
            Self::QuietHours => {
                "the instance sends only replies during its quiet hours; this one is sent afterwards"
            }
            Self::Restricted => {
                "the network does not let this account begin conversations for now; wait until the \
                 restriction ends, or let the recipient write first"
            }
        }
    }

    /// The stable code of a message that fails for this reason.
    pub const fn failure_code(self) -> &'static str {
        match self {
            Self::MessagesPerMinute => "pacing.messages_per_minute",
            Self::NewChatsPerDay => "pacing.new_chats_per_day",
            Self::QuietHours => "pacing.quiet_hours",
            Self::Restricted => "channel.restricted",
        }
    }
}

/// A time of the day, to the minute: `22:30`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct TimeOfDay(u16);

impl TimeOfDay {
    /// Minutes since midnight, 0 to 1439.
    pub const fn minutes(self) -> u16 {
        self.0
    }
}

impl fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

impl FromStr for TimeOfDay {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        let refused = || ParseError::new("time of the day, such as 22:30", text);
        let (hour, minute) = text.trim().split_once(':').ok_or_else(refused)?;
        let is_number = |part: &str| {
            (1..=2).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
        };
        if !is_number(hour) || minute.len() != 2 || !is_number(minute) {
            return Err(refused());
        }
        let hour: u16 = hour.parse().map_err(|_| refused())?;
        let minute: u16 = minute.parse().map_err(|_| refused())?;
        if hour > 23 || minute > 59 {
            return Err(refused());
        }
        Ok(Self(hour * 60 + minute))
    }
}

impl Serialize for TimeOfDay {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for TimeOfDay {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <Cow<'de, str>>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// How fast one instance may write. A `None` is the server's default.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct PacingConfig {
    /// Messages a minute, replies included; 0 is no limit.
    pub messages_per_minute: Option<u32>,
    /// Conversations a day that it begins; 0 is no limit.
    pub new_chats_per_day: Option<u32>,
    /// Days after the account was first linked in which both limits grow to their whole size; 0 is
    /// none.
    pub warm_up_days: Option<u32>,
    /// From this time of the day on only replies are sent.
    pub quiet_from: Option<TimeOfDay>,
    /// Until this time of the day.
    pub quiet_until: Option<TimeOfDay>,
    /// The IANA time zone of the days and the quiet hours.
    pub time_zone: Option<String>,
    /// What happens to a message that begins one conversation too many.
    pub on_limit: Option<OnLimit>,
    /// What happens to a message that begins a conversation while the network forbids it.
    pub on_restriction: Option<OnLimit>,
}

/// Why a queued message waits, and until when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Hold {
    /// Why.
    pub reason: HoldReason,
    /// It is not sent before.
    pub not_before: Timestamp,
}

/// What was decided about a send that its instance's limits concern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HeldSend {
    /// The message.
    pub message_id: MessageId,
    /// The instance that sends it.
    pub instance_id: InstanceId,
    /// Its conversation.
    pub chat_id: ChatId,
    /// Why it waits; `None` if it does not.
    pub hold: Option<Hold>,
    /// The day (since 1970, in the instance's time zone) on which it begins its conversation, if it
    /// begins one. It is counted there.
    pub day: Option<i64>,
    /// Its turn among the messages of a minute, if it waits for one.
    pub slot: Option<Timestamp>,
    /// Its job.
    pub job_id: Option<JobId>,
}

/// The network does not let an account begin conversations for some time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Restriction {
    /// When it was noticed.
    pub since: Timestamp,
    /// When it ends.
    pub until: Timestamp,
    /// What is restricted and what helps, for people.
    pub message: String,
}

impl Restriction {
    /// Its stable code.
    pub const CODE: &'static str = "RESTRICTED";
}

/// The network suspends an account for some time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Ban {
    /// When it was noticed.
    pub since: Timestamp,
    /// When it ends.
    pub until: Timestamp,
    /// The network's own code of the reason.
    pub code: String,
    /// The reason and what helps, for people.
    pub message: String,
}

/// What limits an account, besides the settings of its instance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountLimits {
    /// The instance.
    pub instance_id: InstanceId,
    /// The account's address.
    pub owner_id: String,
    /// When this account was first linked to the instance.
    pub linked_at: Timestamp,
    /// When the next message may be sent, by the messages of a minute.
    pub next_send_at: Timestamp,
    /// The network restricts it.
    pub restriction: Option<Restriction>,
    /// The network suspends it.
    pub ban: Option<Ban>,
}

#[cfg(test)]
mod tests {
    use super::{PacingConfig, TimeOfDay};

    #[test]
    fn times_of_the_day_are_read_and_written() {
        for (text, minutes) in [("00:00", 0), ("7:05", 425), ("22:30", 1350), ("23:59", 1439)] {
            let time: TimeOfDay = text.parse().expect(text);
            assert_eq!(time.minutes(), minutes);
        }
        let time: TimeOfDay = "7:05".parse().expect("a time");
        assert_eq!(time.to_string(), "07:05");
        for text in ["", "24:00", "12:60", "12", "1:2", "-1:00", "a:bc", "12:000"] {
            assert!(text.parse::<TimeOfDay>().is_err(), "{text}");
        }
    }

    #[test]
    fn absent_members_are_the_servers_defaults() {
        let read: PacingConfig = serde_json::from_str("{}").expect("JSON");
        assert_eq!(read, PacingConfig::default());
    }
}
