//! Logs: structured, to standard error, without message text, keys or phone numbers.

mod ring;

use crate::config::{Log, LogFormat};
use omni_app::logs::LogRing;
use ring::RingLayer;
use std::io::IsTerminal as _;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::{SubscriberInitExt as _, TryInitError};
use tracing_subscriber::{Layer as _, fmt};

/// Libraries whose warnings an operator wants to see.
const INFRASTRUCTURE: [&str; 8] =
    ["sqlx", "hyper", "axum", "tower_http", "reqwest", "rustls", "async_nats", "object_store"];

/// Starts the log, and keeps its latest lines in the ring that is returned. What libraries say
/// through the `log` crate is taken in as well.
///
/// # Errors
///
/// When this process logs already.
pub fn start(log: &Log) -> Result<LogRing, TryInitError> {
    let ring = LogRing::new(log.ring);
    let lines = fmt::layer().with_writer(std::io::stderr);
    let lines = match log.format {
        LogFormat::Json => lines.json().flatten_event(true).boxed(),
        LogFormat::Pretty => lines.with_ansi(std::io::stderr().is_terminal()).boxed(),
    };
    let kept = RingLayer::new(ring.clone());
    tracing_subscriber::registry().with(targets(log)).with(lines).with(kept).try_init()?;
    Ok(ring)
}

/// What is let through, by module.
fn targets(log: &Log) -> Targets {
    let level = LevelFilter::from(log.level);
    let mut targets = Targets::new()
        // WhatsApp's library logs under many names (`Client/Send`, `usync`, `AppState`), and below
        // `error` it names the people of a chat. So whatever is not known to be harmless is quiet.
        .with_default(level.min(LevelFilter::ERROR))
        .with_target("omni", level)
        // The one module whose errors hold a sender's address.
        .with_target("whatsapp_rust::message::receive", LevelFilter::OFF)
        // Says of every failed attempt what the session's supervisor says better.
        .with_target("whatsapp_rust::client::lifecycle", LevelFilter::OFF)
        // Quotes the documents of strangers.
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

    fn lets_through(filter: &str, target: &'static str, level: Level) -> bool {
        let flag = Flag { name: "--filter", key: "log.filter", value: filter.to_owned() };
        let sources = Sources { flags: vec![flag], ..Sources::default() };
        targets(&Config::load(&sources).expect("settings").log).would_enable(target, &level)
    }

    #[test]
    fn libraries_that_name_people_are_quiet() {
        assert!(lets_through("", "omni_app::sessions", Level::INFO));
        assert!(!lets_through("", "omni_app::sessions", Level::DEBUG));
        assert!(lets_through("omni_app=debug", "omni_app::sessions", Level::DEBUG));
        assert!(lets_through("", "sqlx::query", Level::WARN));
        assert!(!lets_through("", "sqlx::query", Level::INFO));
        for target in ["Client/Send", "usync", "whatsapp_rust::client", "wacore::appstate"] {
            assert!(!lets_through("", target, Level::WARN), "{target}");
            assert!(lets_through("", target, Level::ERROR), "{target}");
        }
        assert!(!lets_through("", "whatsapp_rust::message::receive", Level::ERROR));
        assert!(!lets_through("", "lopdf::reader", Level::ERROR));
    }
}
