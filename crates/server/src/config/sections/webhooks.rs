use crate::config::Config;
use crate::config::problems::Problems;
use omni_app::config::WebhooksConfig;
use serde::Deserialize;
use std::time::Duration;

/// `[webhooks]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "config.default.toml documents every key")]
pub struct Webhooks {
    pub endpoints_max: u32,
    pub endpoint_concurrency: usize,
    pub concurrency: usize,
    pub slow_concurrency: usize,
    pub window: usize,
    pub disable_after_h: u64,
    pub deliveries_days: u64,
    pub health_days: u64,
}

impl Webhooks {
    pub(in crate::config) fn check(&self, problems: &mut Problems<'_>) {
        problems.range("webhooks.endpoints_max", self.endpoints_max, &(1..=100_000));
        problems.range("webhooks.endpoint_concurrency", self.endpoint_concurrency, &(1..=1024));
        problems.range("webhooks.concurrency", self.concurrency, &(1..=10_000));
        problems.range("webhooks.slow_concurrency", self.slow_concurrency, &(1..=10_000));
        problems.range("webhooks.window", self.window, &(1..=10_000));
        problems.range("webhooks.disable_after_h", self.disable_after_h, &(1..=8760));
        problems.range("webhooks.deliveries_days", self.deliveries_days, &(0..=36_500));
        problems.range("webhooks.health_days", self.health_days, &(7..=366));
    }
}

impl Config {
    pub(in crate::config) fn app_webhooks(&self) -> WebhooksConfig {
        let section = &self.webhooks;
        let keep = Duration::from_hours(section.deliveries_days * 24);
        WebhooksConfig {
            endpoints: section.endpoints_max,
            endpoint_concurrency: section.endpoint_concurrency,
            concurrency: section.concurrency,
            slow_concurrency: section.slow_concurrency,
            window: section.window,
            disable_after: Duration::from_hours(section.disable_after_h),
            keep: (!keep.is_zero()).then_some(keep),
            keep_hours: Duration::from_hours(section.health_days * 24),
        }
    }
}
