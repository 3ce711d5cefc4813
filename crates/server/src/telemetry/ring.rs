//! The layer that writes log lines into the ring that `GET /api/v2/logs` reads.

use omni_app::logs::{LogLevel, LogRing};
use omni_domain::{Clock as _, SystemClock};
use serde_json::{Map, Value};
use std::fmt;
use tracing::field::{Field, Visit};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::Context;

/// Longest text, characters: the ring is bounded in bytes, too.
const TEXT_CHARS: usize = 2000;

/// Stores log lines. It receives them after the filter, so it contains no more than the log.
#[derive(Debug)]
pub(super) struct RingLayer {
    ring: LogRing,
}

impl RingLayer {
    pub(super) const fn new(ring: LogRing) -> Self {
        Self { ring }
    }
}

impl<S: Subscriber> Layer<S> for RingLayer {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let mut fields = Fields::default();
        event.record(&mut fields);
        let metadata = event.metadata();
        self.ring.push(
            service(fields.module.as_deref().unwrap_or(metadata.target())),
            level(*metadata.level()),
            SystemClock.now(),
            fields.message,
            fields.rest,
        );
    }
}

const fn level(level: Level) -> LogLevel {
    match level {
        Level::ERROR => LogLevel::Error,
        Level::WARN => LogLevel::Warn,
        Level::INFO => LogLevel::Info,
        _ => LogLevel::Debug,
    }
}

/// The service that a module belongs to.
fn service(target: &str) -> &'static str {
    const PARTS: [(&str, &str); 8] = [
        ("omni_bus", "nats"),
        ("async_nats", "nats"),
        ("omni_worker", "worker"),
        ("omni_app::jobs", "worker"),
        ("omni_mcp", "mcp"),
        ("omni_channel_whatsapp", "whatsapp-baileys"),
        ("whatsapp_rust", "whatsapp-baileys"),
        ("wacore", "whatsapp-baileys"),
    ];
    let found = PARTS.iter().find(|(module, _)| target.starts_with(module));
    match found {
        Some((_, part)) => part,
        // WhatsApp's library also logs under its own names (`Client/Send`).
        None if target.contains('/') => "whatsapp-baileys",
        None => "omni-api",
    }
}

#[derive(Default)]
struct Fields {
    message: String,
    rest: Map<String, Value>,
    /// The module of a line of the `log` crate.
    module: Option<String>,
}

impl Fields {
    fn put(&mut self, field: &Field, value: Value) {
        let value = match value {
            Value::String(text) => Value::String(clip(text)),
            other => other,
        };
        match (field.name(), value) {
            ("message", Value::String(text)) => self.message = text,
            ("log.target", Value::String(text)) => self.module = Some(text),
            (name, _) if name.starts_with("log.") => {}
            (name, value) => drop(self.rest.insert(name.to_owned(), value)),
        }
    }
}

impl Visit for Fields {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.put(field, value.into());
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.put(field, value.into());
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.put(field, value.into());
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.put(field, value.into());
    }

    fn record_f64(&mut self, field: &Field, value: f64) {
        self.put(field, value.into());
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.put(field, format!("{value:?}").into());
    }
}

fn clip(text: String) -> String {
    match text.char_indices().nth(TEXT_CHARS) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::{RingLayer, service};
    use omni_app::logs::LogRing;
    use tracing_subscriber::layer::SubscriberExt as _;

    #[test]
    fn lines_are_kept_with_their_service_and_fields() {
        let ring = LogRing::new(10);
        let subscriber = tracing_subscriber::registry().with(RingLayer::new(ring.clone()));
        tracing::subscriber::with_default(subscriber, || {
            tracing::warn!(target: "omni_worker::lane", { instance.id = "abc", tries = 3 }, "late by {} s", 5);
        });
        let shown = format!("{ring:?}");
        for part in
            ["worker", "Warn", "late by 5 s", r#""instance.id": String("abc")"#, "Number(3)"]
        {
            assert!(shown.contains(part), "{part} in {shown}");
        }
    }

    #[test]
    fn modules_belong_to_services() {
        assert_eq!(service("omni_app::jobs::send"), "worker");
        assert_eq!(service("omni_app::keys::audit"), "omni-api");
        assert_eq!(service("async_nats::connector"), "nats");
        assert_eq!(service("Client/Send"), "whatsapp-baileys");
        assert_eq!(service("omni_http::edge::service"), "omni-api");
    }
}
