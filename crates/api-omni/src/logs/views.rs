use crate::shapes::Time;
use omni_app::App;
use omni_app::logs::{LogEntry, LogLevel};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};
use std::sync::Arc;
use utoipa::ToSchema;

/// Lines of the log.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LogListView {
    /// The node whose log it is: each has its own.
    #[schema(example = "server-1")]
    node: String,
    /// Oldest first.
    items: Vec<LogEntryView>,
}

impl LogListView {
    /// Lines of this node's log.
    pub(crate) fn of(app: &App, entries: &[Arc<LogEntry>]) -> Self {
        Self {
            node: app.node_name().to_owned(),
            items: entries.iter().map(|entry| LogEntryView::from(entry.as_ref())).collect(),
        }
    }
}

/// A line of the log.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LogEntryView {
    #[schema(example = "omni-api")]
    service: &'static str,
    /// `debug`, `info`, `warn` or `error`.
    #[schema(example = "info")]
    level: &'static str,
    timestamp: Time,
    #[schema(example = "listening")]
    message: String,
    #[schema(value_type = Object, example = json!({ "instanceId": "abc123" }))]
    metadata: Map<String, Value>,
}

impl From<&LogEntry> for LogEntryView {
    fn from(entry: &LogEntry) -> Self {
        Self {
            service: entry.service,
            level: entry.level.as_str(),
            timestamp: entry.at.into(),
            message: entry.message.clone(),
            metadata: entry
                .fields
                .iter()
                .map(|(name, value)| (camel(name), value.clone()))
                .collect(),
        }
    }
}

/// `instance.id` in the log is `instanceId` in the API.
fn camel(name: &str) -> String {
    let mut camel = String::with_capacity(name.len());
    let mut raise = false;
    for letter in name.chars() {
        match letter {
            '.' | '_' => raise = true,
            letter if raise => {
                camel.extend(letter.to_uppercase());
                raise = false;
            }
            letter => camel.push(letter),
        }
    }
    camel
}

/// A minimum level, as clients write it; `debug` by default.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct LogTextLevel(pub(crate) LogLevel);

impl<'de> Deserialize<'de> for LogTextLevel {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse()
            .map(Self)
            .map_err(|_| serde::de::Error::custom("expected debug, info, warn or error"))
    }
}

#[cfg(test)]
mod tests {
    use super::camel;

    #[test]
    fn fields_of_the_log_have_the_spelling_of_the_api() {
        for (name, shown) in [
            ("instance.id", "instanceId"),
            ("error.code", "errorCode"),
            ("last_seen_at", "lastSeenAt"),
            ("channel", "channel"),
        ] {
            assert_eq!(camel(name), shown);
        }
    }
}
