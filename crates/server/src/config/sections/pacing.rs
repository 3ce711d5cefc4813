use super::set;
use crate::config::Config;
use crate::config::problems::Problems;
use omni_app::config::{NumberChecksConfig, PacingDefaults};
use omni_domain::pacing::{OnLimit, TimeOfDay};
use serde::Deserialize;
use std::time::Duration;

/// When the limits of `[pacing]` hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PacingMode {
    /// On the real network.
    Auto,
    /// On a simulated one, too.
    Always,
    /// Only those that instances set themselves hold.
    Never,
}

/// `[pacing]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "config.default.toml documents every key")]
pub struct Pacing {
    pub enabled: PacingMode,
    pub messages_per_minute: u32,
    pub new_chats_per_day: u32,
    pub warm_up_days: u32,
    pub quiet_from: String,
    pub quiet_until: String,
    pub time_zone: String,
    pub on_limit: OnLimit,
    pub on_restriction: OnLimit,
    pub wait_days_max: u32,
    pub restriction_s: u64,
    pub number_checks_per_hour: u32,
    pub number_keep_s: u64,
    pub number_missing_keep_s: u64,
    pub numbers_max: u32,
}

fn time(text: &str) -> Option<TimeOfDay> {
    set(text)?.parse().ok()
}

impl Pacing {
    pub(in crate::config) fn check(&self, problems: &mut Problems<'_>) {
        problems.range("pacing.messages_per_minute", self.messages_per_minute, &(0..=10_000));
        problems.range("pacing.new_chats_per_day", self.new_chats_per_day, &(0..=100_000));
        problems.range("pacing.warm_up_days", self.warm_up_days, &(0..=365));
        problems.range("pacing.wait_days_max", self.wait_days_max, &(0..=365));
        problems.range("pacing.restriction_s", self.restriction_s, &(1..=604_800));
        let checks = self.number_checks_per_hour;
        problems.range("pacing.number_checks_per_hour", checks, &(1..=1_000_000));
        problems.range("pacing.number_keep_s", self.number_keep_s, &(0..=2_592_000));
        let missing = self.number_missing_keep_s;
        problems.range("pacing.number_missing_keep_s", missing, &(0..=2_592_000));
        problems.range("pacing.numbers_max", self.numbers_max, &(1..=1_000_000));
        for (key, text) in
            [("pacing.quiet_from", &self.quiet_from), ("pacing.quiet_until", &self.quiet_until)]
        {
            if set(text).is_some() && time(text).is_none() {
                problems.add(key, "give a time of the day such as 22:00, or nothing");
            }
        }
        if time(&self.quiet_from).is_some() != time(&self.quiet_until).is_some() {
            problems.add("pacing.quiet_until", "give both ends of the quiet hours, or neither");
        }
        if !omni_app::is_time_zone(self.time_zone.trim()) {
            problems.add("pacing.time_zone", "give the IANA name of a time zone, such as UTC");
        }
    }
}

impl Config {
    /// How fast instances may write, where they do not set it themselves. A network other than the
    /// real one is a simulated one, which bans no one.
    pub(in crate::config) fn app_pacing(&self) -> PacingDefaults {
        let section = &self.pacing;
        let holds = match section.enabled {
            PacingMode::Auto => self.whatsapp.url().is_none(),
            PacingMode::Always => true,
            PacingMode::Never => false,
        };
        let others = PacingDefaults {
            time_zone: section.time_zone.trim().to_owned(),
            on_limit: section.on_limit,
            on_restriction: section.on_restriction,
            most_days: section.wait_days_max,
            restriction: Duration::from_secs(section.restriction_s),
            ..PacingDefaults::none()
        };
        if !holds {
            return others;
        }
        PacingDefaults {
            messages_per_minute: section.messages_per_minute,
            new_chats_per_day: section.new_chats_per_day,
            warm_up_days: section.warm_up_days,
            quiet_from: time(&section.quiet_from),
            quiet_until: time(&section.quiet_until),
            ..others
        }
    }

    /// Questions to networks about numbers.
    pub(in crate::config) const fn app_number_checks(&self) -> NumberChecksConfig {
        NumberChecksConfig {
            per_hour: self.pacing.number_checks_per_hour,
            keep_found: Duration::from_secs(self.pacing.number_keep_s),
            keep_missing: Duration::from_secs(self.pacing.number_missing_keep_s),
            max: self.pacing.numbers_max,
        }
    }
}
