use super::views::LogTextLevel;
use crate::ws::Subscription;
use omni_app::logs::LogQuery;
use omni_domain::ids::InstanceId;
use omni_http::{ApiError, decode_json};
use serde::Deserialize;

/// Which lines of the log to stream: a subscription, or a filter over the current one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct LogSubscription {
    services: Option<Vec<String>>,
    level: Option<LogTextLevel>,
    instance_id: Option<InstanceId>,
    search: Option<String>,
    tail: Option<usize>,
    #[serde(skip)]
    pub(super) is_filter: bool,
}

/// Most lines sent before the live ones.
const MAX_TAIL: usize = 10_000;

impl LogSubscription {
    /// A filter changes only the members that it contains; a subscription replaces all.
    pub(super) fn over(self, current: &Self) -> Self {
        if !self.is_filter {
            return self;
        }
        Self {
            services: self.services.or_else(|| current.services.clone()),
            level: self.level.or(current.level),
            instance_id: self.instance_id.or(current.instance_id),
            search: self.search.or_else(|| current.search.clone()),
            ..self
        }
    }

    pub(super) fn query(&self) -> LogQuery {
        LogQuery {
            services: self.services.clone().unwrap_or_default(),
            level: self.level.unwrap_or_default().0,
            instance: self.instance_id,
            search: self.search.clone(),
            ..LogQuery::default()
        }
    }

    /// The number of earlier lines that are sent first.
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
