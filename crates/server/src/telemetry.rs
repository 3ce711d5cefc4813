//! Logs: structured, to standard error, without message text, keys or phone numbers.

mod ring;

use crate::config::{Log, LogFormat};
use omni_app::logs::LogRing;
use ring::RingLayer;
use std::io::IsTerminal as _;
use tracing::level_filters::LevelFilter;
use tracing_appender::non_blocking::{NonBlockingBuilder, WorkerGuard};
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::{SubscriberInitExt as _, TryInitError};
use tracing_subscriber::{Layer as _, fmt};

/// Libraries whose warnings matter to an operator.
const INFRASTRUCTURE: [&str; 8] =
    ["sqlx", "hyper", "axum", "tower_http", "reqwest", "rustls", "async_nats", "object_store"];

/// Lines that wait for standard error. Later ones are not written, but are still in the ring.
const WAITING_LINES: usize = 8192;

/// A log that was started.
#[derive(Debug)]
pub struct Started {
    /// Its latest lines.
    pub ring: LogRing,
    /// Writes what still waits when it is dropped.
    pub writer: WorkerGuard,
}

/// Starts the log, and keeps its latest lines in a ring. Lines of the `log` crate are included.
///
/// A thread of its own writes the lines: standard error may be a pipe that is not read or a file on a
/// slow disk, and a task of the server must not wait for either.
///
/// # Errors
///
/// If this process has already started a log.
pub fn start(log: &Log) -> Result<Started, TryInitError> {
    let ring = LogRing::new(log.ring);
    let (lines, writer) = NonBlockingBuilder::default()
        .buffered_lines_limit(WAITING_LINES)
        .thread_name("log")
        .finish(std::io::stderr());
    let lines = fmt::layer().with_writer(lines);
    let lines = match log.format {
        LogFormat::Json => lines.json().flatten_event(true).boxed(),
        LogFormat::Pretty => lines.with_ansi(std::io::stderr().is_terminal()).boxed(),
    };
    let kept = RingLayer::new(ring.clone());
    tracing_subscriber::registry().with(targets(log)).with(lines).with(kept).try_init()?;
    Ok(Started { ring, writer })
}

/// The log levels by module.
fn targets(log: &Log) -> Targets {
    let level = LevelFilter::from(log.level);
    let mut targets = Targets::new()
        // WhatsApp's library logs under many names (`Client/Send`, `usync`, `AppState`), and below
        // `error` it names the people of a chat. So only targets that are known to be harmless log
        // more than errors.
        .with_default(level.min(LevelFilter::ERROR))
        .with_target("omni", level)
        // The one module whose errors contain a sender's address.
        .with_target("whatsapp_rust::message::receive", LevelFilter::OFF)
        // Logs every failed attempt, which the session's supervisor logs with more detail.
        .with_target("whatsapp_rust::client::lifecycle", LevelFilter::OFF)
        // Quotes untrusted documents.
        .with_target("lopdf", LevelFilter::OFF);
    for library in INFRASTRUCTURE {
        targets = targets.with_target(library, level.min(LevelFilter::WARN));
    }
    targets.extend(log.exceptions().unwrap_or_default());
    targets
}

#[cfg(test)]
mod tests {
    use super::targets;
    use crate::config::{Config, Flag, Sources};
    use tracing::Level;

    fn is_logged(filter: &str, target: &'static str, level: Level) -> bool {
        let flag = Flag { name: "--filter", key: "log.filter", value: filter.to_owned() };
        let sources = Sources { flags: vec![flag], ..Sources::default() };
        targets(&Config::load(&sources).expect("settings").log).would_enable(target, &level)
    }

    #[test]
    fn libraries_that_name_people_are_quiet() {
        assert!(is_logged("", "omni_app::sessions", Level::INFO));
        assert!(!is_logged("", "omni_app::sessions", Level::DEBUG));
        assert!(is_logged("omni_app=debug", "omni_app::sessions", Level::DEBUG));
        assert!(is_logged("", "sqlx::query", Level::WARN));
        assert!(!is_logged("", "sqlx::query", Level::INFO));
        for target in ["Client/Send", "usync", "whatsapp_rust::client", "wacore::appstate"] {
            assert!(!is_logged("", target, Level::WARN), "{target}");
            assert!(is_logged("", target, Level::ERROR), "{target}");
        }
        assert!(!is_logged("", "whatsapp_rust::message::receive", Level::ERROR));
        assert!(!is_logged("", "lopdf::reader", Level::ERROR));
    }
}
