//! Instances: the original has flat members, this API groups.

use super::{Members, nest_member};
use crate::compat::operation::Operation;
use axum::http::Method;
use serde_json::{Value, json};

/// The flat members of an instance in the original, and the group and member that correspond to
/// each.
const NESTED: [(&str, &str, &str); 20] = [
    ("agentProviderId", "agent", "providerId"),
    ("agentApiUrl", "agent", "apiUrl"),
    ("agentApiKey", "agent", "apiKey"),
    ("agentId", "agent", "agentId"),
    ("agentTimeout", "agent", "timeout"),
    ("agentStreamMode", "agent", "streaming"),
    ("agentReplyFilter", "conversation", "replyFilter"),
    ("agentSessionStrategy", "conversation", "sessionStrategy"),
    ("agentPrefixSenderName", "messaging", "usernamePrefix"),
    ("enableAutoSplit", "messaging", "enableAutoSplit"),
    ("messageDebounceMode", "messaging", "debounceMode"),
    ("messageDebounceMinMs", "messaging", "debounceMinMs"),
    ("messageDebounceMaxMs", "messaging", "debounceMaxMs"),
    ("messageSplitDelayMinMs", "messaging", "splitDelayMinMs"),
    ("messageSplitDelayMaxMs", "messaging", "splitDelayMaxMs"),
    ("processAudio", "media", "processAudio"),
    ("processImages", "media", "processImages"),
    ("processVideo", "media", "processVideo"),
    ("processDocuments", "media", "processDocuments"),
    ("processMediaOnBlocked", "media", "processOnBlocked"),
];
/// The conditions of a reply filter.
const CONDITIONS: [&str; 4] = ["onDm", "onMention", "onReply", "onNameMatch"];

/// `null` is kept: it resets the member.
pub(super) fn nest(members: &mut Members) {
    for (flat, group, nested) in NESTED {
        let Some(value) = members.remove(flat) else { continue };
        let value = match flat {
            "agentTimeout" => milliseconds(value),
            "agentReplyFilter" => flat_filter(value),
            _ => value,
        };
        nest_member(members, group, nested, value);
    }
    // The original's defaults, of which this API has no others.
    for (name, default) in [("agentType", json!("agent")), ("isDefault", json!(false))] {
        if members.get(name).is_some_and(|value| *value == default || value.is_null()) {
            members.remove(name);
        }
    }
}

/// Seconds there, milliseconds here.
fn milliseconds(value: Value) -> Value {
    value.as_u64().map_or(value, |seconds| json!(seconds.saturating_mul(1000)))
}

/// The original has the conditions in a member of their own, and those it does not name are off.
fn flat_filter(value: Value) -> Value {
    let Value::Object(mut filter) = value else { return value };
    if let Some(Value::Object(conditions)) = filter.remove("conditions") {
        for (name, value) in conditions.into_iter().filter(|(_, value)| !value.is_null()) {
            filter.entry(name).or_insert(value);
        }
        for name in CONDITIONS {
            filter.entry(name).or_insert(Value::Bool(false));
        }
    }
    Value::Object(filter)
}

/// Whether a change of an instance requests that it be connected.
pub(super) fn take_activation(operation: &Operation, members: &mut Members) -> Option<bool> {
    let is_change = operation.method == Method::PATCH
        && matches!(operation.segments().as_slice(), ["instances", _]);
    let active = members.get("isActive").filter(|_| is_change)?.as_bool()?;
    members.remove("isActive");
    Some(active)
}

#[cfg(test)]
mod tests {
    use super::nest;
    use serde_json::{Value, json};

    fn nested(mut body: Value) -> Value {
        nest(body.as_object_mut().expect("an object"));
        body
    }

    #[test]
    fn flat_members_are_nested_and_nested_ones_take_precedence() {
        let body = nested(json!({
            "name": "one", "agentId": "a", "agentTimeout": 60, "agentProviderId": null,
            "agent": { "agentId": "b" }, "isDefault": false, "agentType": "agent",
        }));
        let agent = json!({ "agentId": "b", "timeout": 60_000, "providerId": null });
        assert_eq!(body, json!({ "name": "one", "agent": agent }));
    }

    #[test]
    fn conditions_of_a_reply_filter_that_are_not_named_are_off() {
        let filter = json!({ "mode": "filtered", "conditions": { "onDm": true } });
        let body = nested(json!({ "agentReplyFilter": filter }));
        let expected = json!({
            "mode": "filtered", "onDm": true, "onMention": false, "onReply": false,
            "onNameMatch": false,
        });
        assert_eq!(body, json!({ "conversation": { "replyFilter": expected } }));
    }
}
