use super::views::LogTextLevel;
use crate::ws::Subscription;
use omni_app::logs::LogQuery;
use omni_http::{ApiError, decode_json};
use serde::Deserialize;

/// Which lines of the log to follow: a subscription, or a filter over the current one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub(super) struct LogSubscription {
    services: Option<Vec<String>>,
    level: Option<LogTextLevel>,
    search: Option<String>,
    tail: Option<usize>,
    #[serde(skip)]
    pub(super) is_filter: bool,
}

/// Most lines sent before the live ones.
const MAX_TAIL: usize = 10_000;

impl LogSubscription {
    /// A filter leaves what it does not name as it is; a subscription begins anew.
    pub(super) fn over(self, present: &Self) -> Self {
        if !self.is_filter {
            return self;
        }
        Self {
            services: self.services.or_else(|| present.services.clone()),
            level: self.level.or(present.level),
            search: self.search.or_else(|| present.search.clone()),
            ..self
        }
    }

    pub(super) fn query(&self) -> LogQuery {
        LogQuery {
            services: self.services.clone().unwrap_or_default(),
            level: self.level.unwrap_or_default().0,
            search: self.search.clone(),
            ..LogQuery::default()
        }
    }

    /// How many of the latest lines come first.
    pub(super) fn tail(&self) -> usize {
        self.tail.unwrap_or(0).min(MAX_TAIL)
    }
}

impl Subscription for LogSubscription {
    const COMMANDS: &'static str = "`subscribe`, `filter`, `unsubscribe` or `ping`";

    fn read(tag: &str, bytes: &[u8]) -> Option<Result<Self, ApiError>> {
        let is_filter = match tag {
            "subscribe" => false,
            "filter" => true,
            _ => return None,
        };
        Some(decode_json(bytes).map(|read| Self { is_filter, ..read }))
    }
}
