use crate::config::Config;
use crate::config::problems::Problems;
use omni_app::config::RepliesConfig;
use serde::Deserialize;
use std::time::Duration;

/// `[replies]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "config.default.toml documents every key")]
pub struct Replies {
    pub quick_replies_max: u32,
    pub views_max: u32,
    pub scheduled_max: u32,
    pub scheduled_days_max: u64,
    pub scheduled_late_s: u64,
    pub scheduled_keep_days: u64,
}

impl Replies {
    pub(in crate::config) fn check(&self, problems: &mut Problems<'_>) {
        problems.range("replies.quick_replies_max", self.quick_replies_max, &(1..=5000));
        problems.range("replies.views_max", self.views_max, &(1..=500));
        problems.range("replies.scheduled_max", self.scheduled_max, &(1..=100_000));
        problems.range("replies.scheduled_days_max", self.scheduled_days_max, &(1..=3650));
        problems.range("replies.scheduled_late_s", self.scheduled_late_s, &(60..=2_592_000));
        problems.range("replies.scheduled_keep_days", self.scheduled_keep_days, &(0..=36_500));
    }
}

impl Config {
    pub(in crate::config) fn app_replies(&self) -> RepliesConfig {
        let section = &self.replies;
        let keep = Duration::from_hours(section.scheduled_keep_days * 24);
        RepliesConfig {
            quick_replies: section.quick_replies_max,
            views: section.views_max,
            scheduled: section.scheduled_max,
            scheduled_ahead: Duration::from_secs(section.scheduled_days_max * 24 * 3600),
            scheduled_late: Duration::from_secs(section.scheduled_late_s),
            scheduled_keep: (!keep.is_zero()).then_some(keep),
        }
    }
}
