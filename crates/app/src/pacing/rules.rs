//! The limits that hold for an instance: its own, and the server's defaults for the rest.

use super::calendar::Calendar;
use crate::config::PacingDefaults;
use omni_domain::Timestamp;
use omni_domain::instance::ChannelType;
use omni_domain::pacing::{OnLimit, PacingConfig, TimeOfDay};
use std::time::Duration;

/// The limits of an instance. 0 is no limit.
#[derive(Debug, Clone)]
pub(crate) struct Rules {
    pub(super) per_minute: u32,
    pub(super) new_chats: u32,
    warm_up_days: u32,
    pub(super) quiet: Option<(TimeOfDay, TimeOfDay)>,
    zone: String,
    pub(super) on_limit: OnLimit,
    pub(super) on_restriction: OnLimit,
    /// A conversation is begun at most so many days later.
    pub(super) most_days: u32,
}

impl Rules {
    /// The server's defaults hold for networks that ban accounts which write too much.
    pub(crate) fn of(defaults: &PacingDefaults, channel: ChannelType, own: &PacingConfig) -> Self {
        let is_paced = channel == ChannelType::WhatsappBaileys;
        let limit = |own: Option<u32>, default| own.unwrap_or(if is_paced { default } else { 0 });
        let default_hours = defaults.quiet_from.zip(defaults.quiet_until).filter(|_| is_paced);
        let (from, until) = default_hours.unzip();
        Self {
            per_minute: limit(own.messages_per_minute, defaults.messages_per_minute),
            new_chats: limit(own.new_chats_per_day, defaults.new_chats_per_day),
            warm_up_days: limit(own.warm_up_days, defaults.warm_up_days),
            quiet: own.quiet_from.or(from).zip(own.quiet_until.or(until)),
            zone: own.time_zone.clone().unwrap_or_else(|| defaults.time_zone.clone()),
            on_limit: own.on_limit.unwrap_or(defaults.on_limit),
            on_restriction: own.on_restriction.unwrap_or(defaults.on_restriction),
            most_days: defaults.most_days,
        }
    }

    /// Messages a minute, once the account is warm.
    pub(crate) fn messages_per_minute(&self) -> Option<u32> {
        Some(self.per_minute).filter(|most| *most > 0)
    }

    /// Conversations a day that the account begins, once it is warm.
    pub(crate) fn new_chats_per_day(&self) -> Option<u32> {
        Some(self.new_chats).filter(|most| *most > 0)
    }

    /// Whether every message may be sent at once.
    pub(crate) fn is_unlimited(&self) -> bool {
        self.per_minute == 0 && self.new_chats == 0 && self.quiet.is_none()
    }

    /// What happens to a message that the network refuses because it restricts the account.
    pub(crate) fn on_restriction(&self) -> OnLimit {
        self.on_restriction
    }

    pub(crate) fn calendar(&self) -> Calendar {
        Calendar::of(&self.zone)
    }

    /// The conversations of a day. They grow to their whole number while the account warms up.
    pub(super) fn new_chats_on(&self, day: i64, linked_on: i64) -> i64 {
        let (grown, whole) = self.growth(day, linked_on);
        (i64::from(self.new_chats) * grown / whole).max(1)
    }

    /// The pause between two messages. While the account warms up, at least a quarter of the whole
    /// number is sent.
    pub(super) fn interval(&self, day: i64, linked_on: i64) -> Duration {
        let (grown, whole) = self.growth(day, linked_on);
        let most = i64::from(self.per_minute);
        let allowed = (most * grown / whole).max((most + 3) / 4).max(1);
        Duration::from_millis(60_000 / u64::try_from(allowed).unwrap_or(1))
    }

    /// Messages that may be sent without a pause, before those of a minute are spread.
    pub(super) fn burst(&self) -> u32 {
        (self.per_minute / 4).max(1)
    }

    /// The share of the limits that a day allows: so many parts of so many.
    fn growth(&self, day: i64, linked_on: i64) -> (i64, i64) {
        let whole = i64::from(self.warm_up_days) + 1;
        let age = day.saturating_sub(linked_on).max(0);
        ((age + 1).min(whole), whole)
    }

    pub(super) fn quiet_until(&self, calendar: &Calendar, now: Timestamp) -> Option<Timestamp> {
        calendar.end_of(self.quiet?, now)
    }
}

#[cfg(test)]
mod tests {
    use super::Rules;
    use crate::config::PacingDefaults;
    use omni_domain::instance::ChannelType;
    use omni_domain::pacing::PacingConfig;
    use std::time::Duration;

    fn defaults() -> PacingDefaults {
        PacingDefaults {
            messages_per_minute: 20,
            new_chats_per_day: 50,
            warm_up_days: 9,
            ..PacingDefaults::none()
        }
    }

    #[test]
    fn limits_grow_while_the_account_is_new() {
        let own = PacingConfig::default();
        let rules = Rules::of(&defaults(), ChannelType::WhatsappBaileys, &own);
        let on = |day| rules.new_chats_on(day, 100);
        assert_eq!([on(100), on(101), on(108), on(109), on(500)], [5, 10, 45, 50, 50]);
        assert_eq!(rules.interval(100, 100), Duration::from_secs(12), "a quarter of 20");
        assert_eq!(rules.interval(109, 100), Duration::from_secs(3));
    }

    #[test]
    fn an_instances_own_limits_replace_the_defaults() {
        let own = PacingConfig {
            messages_per_minute: Some(0),
            new_chats_per_day: Some(0),
            ..PacingConfig::default()
        };
        assert!(Rules::of(&defaults(), ChannelType::WhatsappBaileys, &own).is_unlimited());
        let none = PacingConfig::default();
        assert!(Rules::of(&defaults(), ChannelType::Discord, &none).is_unlimited());
        assert!(!Rules::of(&defaults(), ChannelType::WhatsappBaileys, &none).is_unlimited());
    }
}
