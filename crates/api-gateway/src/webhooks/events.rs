//! The names of this API's events, and the events of the log that they are.

use omni_domain::event::EventType;
use omni_domain::webhook::EventPattern;
use omni_http::ApiError;

/// The events that are delivered, and what each is in the log.
const TABLE: [(&str, EventType); 17] = [
    ("message.received", EventType::MessageReceived),
    ("message.sent", EventType::MessageSent),
    ("message.delivered", EventType::MessageDelivered),
    ("message.read", EventType::MessageRead),
    ("message.deleted", EventType::MessageDeleted),
    ("chat.created", EventType::ChatCreated),
    ("chat.updated", EventType::ChatUpdated),
    ("chat.updated", EventType::GroupUpdated),
    ("group.participant_added", EventType::GroupParticipants),
    ("group.participant_removed", EventType::GroupParticipants),
    ("connection.qr", EventType::InstanceQrOffered),
    ("connection.connected", EventType::InstanceConnected),
    ("connection.disconnected", EventType::InstanceDisconnected),
    ("connection.error", EventType::InstanceLoggedOut),
    ("ai.reply.generated", EventType::AgentResponse),
    ("ai.reply.sent", EventType::AgentReplied),
    ("ai.reply.failed", EventType::AgentError),
];

/// The events of the log that names select. Nothing, like `*`, is all.
pub(super) fn patterns(names: &[String]) -> Result<Vec<EventPattern>, ApiError> {
    if names.is_empty() || names.iter().any(|name| name == "*") {
        return Ok(vec![EventPattern::Any]);
    }
    let mut patterns = Vec::new();
    for name in names {
        let before = patterns.len();
        let kinds = TABLE.iter().filter(|(known, _)| known == name).map(|(_, kind)| *kind);
        patterns.extend(kinds.map(EventPattern::One));
        if patterns.len() == before {
            return Err(ApiError::invalid("events", refusal(name)));
        }
    }
    patterns.sort_unstable();
    patterns.dedup();
    Ok(patterns)
}

fn refusal(name: &str) -> String {
    let mut known: Vec<&str> = TABLE.iter().map(|(known, _)| *known).collect();
    known.dedup();
    format!("`{name}` is no event; give `*` or some of {}", known.join(", "))
}

/// The names of what patterns select.
pub(super) fn names(patterns: &[EventPattern]) -> Vec<String> {
    let takes_all = |pattern: &EventPattern| *pattern == EventPattern::Any;
    if patterns.is_empty() || patterns.iter().any(takes_all) {
        return vec!["*".to_owned()];
    }
    let is_taken = |kind: EventType| patterns.iter().any(|one| one.takes(kind.as_str()));
    let mut names: Vec<String> = TABLE
        .iter()
        .filter(|(_, kind)| is_taken(*kind))
        .map(|(name, _)| (*name).to_owned())
        .collect();
    names.dedup();
    names
}

#[cfg(test)]
mod tests {
    use super::{names, patterns};

    fn round(given: &[&str]) -> Vec<String> {
        let given: Vec<String> = given.iter().map(|name| (*name).to_owned()).collect();
        names(&patterns(&given).expect("known"))
    }

    #[test]
    fn events_are_shown_as_they_were_selected() {
        assert_eq!(round(&["*"]), ["*"]);
        assert_eq!(round(&[]), ["*"]);
        let two = ["message.received", "connection.error"];
        assert_eq!(round(&two), two);
        assert_eq!(round(&["chat.updated"]), ["chat.updated"]);
        assert_eq!(round(&["ai.reply.sent"]), ["ai.reply.sent"]);
        let both = ["group.participant_added", "group.participant_removed"];
        assert_eq!(round(&both[..1]), both, "one event of the log is both");
    }

    #[test]
    fn what_is_no_event_is_refused() {
        for name in ["ai.reply", "message.*", "x"] {
            assert!(patterns(&[name.to_owned()]).is_err(), "{name}");
        }
    }
}
