//! How fast instances may write, and how often networks are asked about numbers.

use omni_domain::pacing::{OnLimit, TimeOfDay};
use std::time::Duration;

/// How fast instances may write, where they do not set it themselves. 0 is no limit.
#[derive(Debug, Clone)]
pub struct PacingDefaults {
    /// Messages a minute, replies included.
    pub messages_per_minute: u32,
    /// Conversations a day that an instance begins.
    pub new_chats_per_day: u32,
    /// Days after an account was first linked in which both limits grow to their whole size.
    pub warm_up_days: u32,
    /// From this time of the day on only replies are sent.
    pub quiet_from: Option<TimeOfDay>,
    /// Until this time of the day.
    pub quiet_until: Option<TimeOfDay>,
    /// The IANA time zone of the days and the quiet hours.
    pub time_zone: String,
    /// What happens to a message that begins one conversation too many.
    pub on_limit: OnLimit,
    /// What happens to a message that begins a conversation while the network forbids it.
    pub on_restriction: OnLimit,
    /// A message that begins a conversation waits for a day at most so many days later; beyond, it
    /// is refused.
    pub most_days: u32,
    /// How long a restriction is taken to last of which the network gives no end.
    pub restriction: Duration,
}

impl PacingDefaults {
    /// Without limits: only those that instances set themselves hold.
    pub fn none() -> Self {
        Self { messages_per_minute: 0, new_chats_per_day: 0, warm_up_days: 0, ..Self::default() }
    }
}

impl Default for PacingDefaults {
    fn default() -> Self {
        Self {
            messages_per_minute: 30,
            new_chats_per_day: 100,
            warm_up_days: 14,
            quiet_from: None,
            quiet_until: None,
            time_zone: "UTC".to_owned(),
            on_limit: OnLimit::Wait,
            on_restriction: OnLimit::Wait,
            most_days: 7,
            restriction: Duration::from_hours(1),
        }
    }
}

/// Questions to networks about numbers.
#[derive(Debug, Clone)]
pub struct NumberChecksConfig {
    /// Questions of one instance in an hour.
    pub per_hour: u32,
    /// How long a registered number is not asked for again.
    pub keep_found: Duration,
    /// The same of a number that is not registered.
    pub keep_missing: Duration,
    /// Answers kept per instance.
    pub max: u32,
}

impl Default for NumberChecksConfig {
    fn default() -> Self {
        Self {
            per_hour: 200,
            keep_found: Duration::from_hours(24),
            keep_missing: Duration::from_hours(1),
            max: 10_000,
        }
    }
}
