//! The names of this API's events, and the events of the log that they are.

use omni_domain::event::EventType;
use omni_domain::webhook::EventPattern;
use omni_http::ApiError;

/// Most names in one request.
const MAX_NAMES: usize = 50;

/// The events that are delivered, and what each is in the log.
const TABLE: [(&str, EventType); 19] = [
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
    ("connection.error", EventType::InstanceBanned),
    ("connection.error", EventType::InstanceFailed),
    ("ai.reply.generated", EventType::AgentResponse),
    ("ai.reply.sent", EventType::AgentReplied),
    ("ai.reply.failed", EventType::AgentError),
];

/// The events of the log that names select. Nothing, like `*`, is all.
pub(super) fn patterns(names: &[String]) -> Result<Vec<EventPattern>, ApiError> {
    if names.len() > MAX_NAMES {
        return Err(ApiError::invalid("events", format!("name at most {MAX_NAMES} events")));
    }
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

/// The name of a type of the log, where it has one alone.
pub(super) fn only_name(event_type: &str) -> Option<&'static str> {
    let mut names =
        TABLE.iter().filter(|(_, kind)| kind.as_str() == event_type).map(|(name, _)| *name);
    let first = names.next()?;
    names.next().is_none().then_some(first)
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
    let is_taken = |kind: EventType| patterns.iter().any(|one| one.takes(kind));
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
    use super::{TABLE, names, only_name, patterns};
    use crate::webhooks::callbacks::PAYLOADS;
    use std::collections::BTreeSet;

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
    fn each_event_is_in_the_document_with_forms_that_it_has() {
        let known: BTreeSet<&str> = TABLE.iter().map(|(name, _)| *name).collect();
        let documented: BTreeSet<&str> =
            PAYLOADS.iter().map(|one| one.event).filter(|name| *name != "webhook.test").collect();
        assert_eq!(documented, known);
        let document = crate::openapi::document();
        let operation = &document["paths"]["/api/v1/accounts/{id}/webhooks"]["post"];
        for payload in &PAYLOADS {
            let called = &operation["callbacks"][payload.event]["{$request.body#/url}"]["post"];
            assert!(called["requestBody"].is_object(), "{}", payload.event);
            for form in payload.forms {
                let schema = &document["components"]["schemas"][form];
                assert!(schema["properties"].is_object(), "{form}: {schema}");
            }
        }
    }

    #[test]
    fn a_type_of_the_log_has_its_name_unless_it_has_two() {
        assert_eq!(only_name("agent.response"), Some("ai.reply.generated"));
        assert_eq!(only_name("group.updated"), Some("chat.updated"));
        assert_eq!(only_name("message.received"), Some("message.received"));
        assert_eq!(only_name("group.participants"), None, "people were added, or removed");
        assert_eq!(only_name("message.queued"), None);
    }

    #[test]
    fn what_is_no_event_is_refused() {
        for name in ["ai.reply", "message.*", "x"] {
            assert!(patterns(&[name.to_owned()]).is_err(), "{name}");
        }
    }
}
