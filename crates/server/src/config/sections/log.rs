use crate::config::problems::Problems;
use serde::Deserialize;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;

/// The log level of Omni's own modules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the names are self-explanatory")]
pub enum LogLevel {
    Off,
    Error,
    Warn,
    Info,
    Debug,
    Trace,
}

impl From<LogLevel> for LevelFilter {
    fn from(level: LogLevel) -> Self {
        match level {
            LogLevel::Off => Self::OFF,
            LogLevel::Error => Self::ERROR,
            LogLevel::Warn => Self::WARN,
            LogLevel::Info => Self::INFO,
            LogLevel::Debug => Self::DEBUG,
            LogLevel::Trace => Self::TRACE,
        }
    }
}

/// The format of log lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "config.default.toml documents both")]
pub enum LogFormat {
    Pretty,
    Json,
}

/// `[log]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "config.default.toml documents every key")]
pub struct Log {
    pub level: LogLevel,
    pub format: LogFormat,
    pub filter: String,
    pub ring: usize,
}

impl Log {
    pub(in crate::config) fn check(&self, problems: &mut Problems<'_>) {
        problems.range("log.ring", self.ring, &(1..=100_000));
        if let Err(error) = self.exceptions() {
            let problem = format!("{error}; give something like `omni_app=debug,sqlx=info`");
            problems.add("log.filter", problem);
        }
    }

    /// The parsed `filter`.
    pub(crate) fn exceptions(&self) -> Result<Targets, tracing_subscriber::filter::ParseError> {
        if self.filter.trim().is_empty() { Ok(Targets::new()) } else { self.filter.parse() }
    }
}
