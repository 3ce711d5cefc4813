//! The metrics as text.

use super::webhooks;
use crate::app::App;
use crate::authorization;
use crate::error::Error;
use omni_agents::BreakerState;
use omni_domain::access::Caller;
use omni_domain::event::EventType;
use omni_domain::instance::ConnectionState;
use omni_domain::job::JobKind;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// The label of what only another version has.
const UNKNOWN: &str = "unknown";

/// Everything, in the text format of Prometheus (0.0.4). For operators.
pub async fn render(app: &App, caller: &Caller) -> Result<String, Error> {
    authorization::require_server(caller)?;
    let mut text = String::with_capacity(8192);
    happened(app, &mut text);
    sessions(app, &mut text);
    providers(app, &mut text);
    passwords(app, &mut text);
    work(app, &mut text).await?;
    webhooks::write(app, &mut text).await?;
    storage(app, &mut text);
    Ok(text)
}

/// One line per label, after its help.
pub(super) fn family<L: AsRef<str>>(
    text: &mut String,
    (name, kind, help): (&str, &str, &str),
    lines: impl IntoIterator<Item = (L, u64)>,
) {
    writeln!(text, "# HELP {name} {help}\n# TYPE {name} {kind}")
        .expect("writing to a String cannot fail");
    for (labels, value) in lines {
        writeln!(text, "{name}{} {value}", labels.as_ref())
            .expect("writing to a String cannot fail");
    }
}

pub(super) fn label(name: &str, value: &str) -> String {
    // Our own values need no quotes; what an agent may have named is sanitised.
    let value = value.replace(['\\', '"', '\n'], "_");
    format!("{{{name}=\"{value}\"}}")
}

fn happened(app: &App, text: &mut String) {
    let counts = &app.metrics;
    family(
        text,
        ("omni_events_total", "counter", "Committed events by type."),
        counts.events().map(|(kind, count)| (label("type", kind), count)),
    );
    let of = |wanted: EventType| {
        counts.events().find(|(kind, _)| *kind == wanted.as_str()).map_or(0, |(_, count)| count)
    };
    family(
        text,
        ("omni_messages_total", "counter", "Messages by outcome."),
        [
            (label("status", "received"), of(EventType::MessageReceived)),
            (label("status", "sent"), of(EventType::MessageSent)),
            (label("status", "failed"), of(EventType::MessageFailed)),
        ],
    );
    family(
        text,
        ("omni_agent_errors_total", "counter", "Requests to agents without an answer, by code."),
        counts.agent_errors().into_iter().map(|(code, count)| (label("code", &code), count)),
    );
    counts.agent.write(
        text,
        "omni_agent_seconds",
        "From the request to an agent to its last byte.",
    );
    counts.turn.write(
        text,
        "omni_turn_seconds",
        "From a turn's first message to its stored answer, the quiet time included.",
    );
    counts.send.write(
        text,
        "omni_send_seconds",
        "From a queued message to the network's response.",
    );
}

fn sessions(app: &App, text: &mut String) {
    let live = app.sessions.held();
    let lines = ConnectionState::ALL.iter().map(|state| {
        let count = live.iter().filter(|live| live.status().state == *state).count();
        (label("state", state.as_str()), count as u64)
    });
    family(text, ("omni_sessions", "gauge", "Sessions of this process by state."), lines);
}

/// Providers that were requested recently. One without an id is identified by its address, of
/// which only the host is shown: the rest may hold a secret.
fn providers(app: &App, text: &mut String) {
    let states = app.gates.states();
    let name = |key: &str| match url::Url::parse(key) {
        Ok(url) => url.host_str().unwrap_or("unknown").to_owned(),
        Err(_) => key.to_owned(),
    };
    // Several addresses may be on one host: the worst state counts.
    let mut hosts: BTreeMap<String, (u64, u64)> = BTreeMap::new();
    for state in &states {
        let open = match state.breaker {
            BreakerState::Closed => 0,
            BreakerState::HalfOpen => 1,
            BreakerState::Open => 2,
        };
        let host = hosts.entry(name(&state.key)).or_default();
        host.0 = host.0.max(open);
        host.1 += state.in_flight as u64;
    }
    family(
        text,
        (
            "omni_provider_breaker",
            "gauge",
            "The breaker of an agent provider: 0 closed, 1 half-open, 2 open.",
        ),
        hosts.iter().map(|(host, (open, _))| (label("provider", host), *open)),
    );
    family(
        text,
        ("omni_provider_questions", "gauge", "Concurrent requests to a provider."),
        hosts.iter().map(|(host, (_, asked))| (label("provider", host), *asked)),
    );
}

fn passwords(app: &App, text: &mut String) {
    family(
        text,
        (
            "omni_password_verifications_total",
            "counter",
            "Passwords that were compared, whether or not a user has the address.",
        ),
        [("", app.hasher.verifications())],
    );
}

async fn work(app: &App, text: &mut String) -> Result<(), Error> {
    let counts = app.store.job_counts().await?;
    let lines = counts.iter().map(|row| {
        let kind = row.kind.map_or(UNKNOWN, JobKind::as_str);
        let labels = format!("{{kind=\"{kind}\",state=\"{}\"}}", row.state);
        (labels, u64::try_from(row.count).unwrap_or_default())
    });
    family(
        text,
        (
            "omni_jobs",
            "gauge",
            "Jobs by kind and state; `dead` are dead letters, without those that are resolved. Those of \
             kinds that only another version has are `unknown`.",
        ),
        lines,
    );
    let mut ages = Vec::new();
    for kind in JobKind::ALL {
        let due = app.store.next_due(*kind).await?;
        let age = due.map_or(0, |due| app.env.now().since(due).as_millis());
        ages.push((label("kind", kind.as_str()), u64::try_from(age).unwrap_or(u64::MAX)));
    }
    let help = "Age of the longest due job of a kind.";
    family(text, ("omni_queue_age_milliseconds", "gauge", help), ages);
    let turns = app.store.turn_counts().await?;
    let lines = turns.iter().map(|(state, count)| {
        (label("state", state.as_str()), u64::try_from(*count).unwrap_or_default())
    });
    family(text, ("omni_turns", "gauge", "Turns that are not over, by state."), lines);
    family(
        text,
        (
            "omni_turns_asking",
            "gauge",
            "Turns with a request to their agent in progress in this process.",
        ),
        [("", app.turns.count() as u64)],
    );
    Ok(())
}

fn storage(app: &App, text: &mut String) {
    let stats = app.store.stats();
    family(
        text,
        ("omni_writes_waiting", "gauge", "Writes that wait for the database."),
        [("", stats.queue_depth as u64)],
    );
    let lines = [("commits", stats.groups), ("writes", stats.ops), ("failed", stats.failed)];
    family(
        text,
        ("omni_storage_total", "counter", "Operations of the database's writer."),
        lines.map(|(what, count)| (label("what", what), count)),
    );
    family(
        text,
        (
            "omni_unreadable_rows_total",
            "counter",
            "Stored rows that could not be read, counted with each read; the log names them.",
        ),
        [("", stats.unreadable)],
    );
}
