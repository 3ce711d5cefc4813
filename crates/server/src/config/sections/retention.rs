use crate::config::Config;
use crate::config::problems::Problems;
use omni_app::config::RetentionConfig;
use serde::Deserialize;
use std::time::Duration;

/// `[retention]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "config.default.toml documents every key")]
pub struct Retention {
    pub events_days: u64,
    pub messages_days: u64,
    pub media_days: u64,
    pub conversations_days: u64,
    pub executions_days: u64,
    pub turns_days: u64,
    pub dead_letters_days: u64,
    pub figures_days: u64,
    pub histories_days: u64,
    pub orphans_hours: u64,
}

impl Retention {
    pub(in crate::config) fn check(&self, problems: &mut Problems<'_>) {
        problems.range("retention.events_days", self.events_days, &(0..=36_500));
        problems.range("retention.messages_days", self.messages_days, &(0..=36_500));
        problems.range("retention.media_days", self.media_days, &(0..=36_500));
        problems.range("retention.conversations_days", self.conversations_days, &(0..=36_500));
        problems.range("retention.executions_days", self.executions_days, &(0..=36_500));
        problems.range("retention.turns_days", self.turns_days, &(0..=36_500));
        problems.range("retention.dead_letters_days", self.dead_letters_days, &(0..=36_500));
        problems.range("retention.figures_days", self.figures_days, &(0..=36_500));
        problems.range("retention.histories_days", self.histories_days, &(0..=36_500));
        problems.range("retention.orphans_hours", self.orphans_hours, &(0..=8760));
    }
}

/// 0 is for ever.
fn kept(count: u64, hours: u64) -> Option<Duration> {
    (count > 0).then(|| Duration::from_hours(count * hours))
}

impl Config {
    pub(in crate::config) fn app_retention(&self) -> RetentionConfig {
        let section = &self.retention;
        RetentionConfig {
            events: kept(section.events_days, 24),
            messages: kept(section.messages_days, 24),
            media: kept(section.media_days, 24),
            conversations: kept(section.conversations_days, 24),
            executions: kept(section.executions_days, 24),
            turns: kept(section.turns_days, 24),
            dead_letters: kept(section.dead_letters_days, 24),
            figures: kept(section.figures_days, 24),
            histories: kept(section.histories_days, 24),
            orphans: kept(section.orphans_hours, 1),
            // So that it is answered before the request times out.
            on_request: Duration::from_secs(self.server.timeout_s) / 2,
        }
    }
}
