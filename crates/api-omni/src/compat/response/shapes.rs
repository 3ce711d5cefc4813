//! The members of the original's resources that this API names otherwise, or nests.

use crate::compat::operation::Operation;
use serde_json::{Map, Value, json};

type Members = Map<String, Value>;

/// Adds them to a resource, or to each of a list. Members of this API's own are never changed.
pub(super) fn extend(members: &mut Members, operation: &Operation) {
    let segments = operation.segments();
    let shape: Option<fn(&mut Members)> = match segments.as_slice() {
        ["instances"] | ["instances", _] => Some(instance),
        ["access", "rules", ..] => Some(rule),
        ["providers"] | ["providers", _] => Some(provider),
        ["providers", _, "agents"] => Some(agent),
        ["dead-letters", ..] => Some(dead_letter),
        ["api-keys"] | ["api-keys", _] => Some(key),
        ["batch-jobs", ..] => Some(batch_job),
        ["health"] => Some(health),
        ["chats"] | ["chats", _] | ["instances", _, "chats"] => Some(chat),
        ["messages", _] | ["chats", _, "messages"] | ["instances", _, "chats", _, "messages"] => {
            Some(message)
        }
        ["instances", _, "profile", _] => Some(profile),
        ["logs"] => Some(log_entry),
        _ => None,
    };
    let Some(Value::Array(items)) = members.get_mut("items") else {
        if let Some(shape) = shape {
            shape(members);
        }
        if let ["instances", id, "sync"] = segments.as_slice() {
            add(members, "instanceId", json!(id));
        }
        return;
    };
    if let Some(shape) = shape {
        items.iter_mut().filter_map(Value::as_object_mut).for_each(shape);
    }
    let rows = items.len();
    let Some(meta) = members.get_mut("meta").and_then(Value::as_object_mut) else { return };
    if let ["instances", _, "contacts" | "groups"] = segments.as_slice() {
        add(meta, "totalFetched", json!(rows));
    }
    // Counting a longer list would cost more than reading it.
    if operation.is_first_page && meta.get("hasMore").is_some_and(|more| *more == false) {
        add(meta, "total", json!(rows));
    }
}

fn add(members: &mut Members, name: &str, value: Value) {
    members.entry(name).or_insert(value);
}

/// Adds the member at a pointer under another name, if it exists.
fn copy(members: &mut Members, from: &[&str], to: &str) {
    let (first, rest) = from.split_first().expect("a path has a first member");
    let found = rest.iter().try_fold(members.get(*first), |value, name| Some(value?.get(name)));
    if let Some(Some(value)) = found {
        let value = value.clone();
        add(members, to, value);
    }
}

fn instance(members: &mut Members) {
    if !members.contains_key("agent") {
        return;
    }
    copy(members, &["agent", "providerId"], "agentProviderId");
    copy(members, &["agent", "apiUrl"], "agentApiUrl");
    copy(members, &["agent", "agentId"], "agentId");
    copy(members, &["agent", "streaming"], "agentStreamMode");
    copy(members, &["conversation", "sessionStrategy"], "agentSessionStrategy");
    let timeout = members["agent"].get("timeout").and_then(Value::as_u64);
    if let Some(timeout) = timeout {
        // Milliseconds here, seconds there.
        add(members, "agentTimeout", json!(timeout.div_ceil(1000)));
    }
    let filter = members.get("conversation").and_then(|group| group.get("replyFilter"));
    if let Some(Value::Object(filter)) = filter.cloned() {
        let (mode, conditions): (Members, Members) =
            filter.into_iter().partition(|(name, _)| name == "mode");
        let filter = json!({ "mode": mode.get("mode"), "conditions": conditions });
        add(members, "agentReplyFilter", filter);
    }
    add(members, "isDefault", json!(false));
}

fn rule(members: &mut Members) {
    copy(members, &["type"], "ruleType");
    copy(members, &["criteria", "personId"], "personId");
    copy(members, &["action", "message"], "blockMessage");
    for (list, one) in [("phonePatterns", "phonePattern"), ("platformUserIds", "platformUserId")] {
        let list = members.get("criteria").and_then(|criteria| criteria.get(list));
        if let Some(Value::Array(all)) = list {
            let first = all.first().cloned().unwrap_or_default();
            add(members, one, first);
        }
    }
}

fn provider(members: &mut Members) {
    if !members.contains_key("apiUrl") {
        return;
    }
    copy(members, &["type"], "schema");
    copy(members, &["apiUrl"], "baseUrl");
    copy(members, &["defaultStreaming"], "defaultStream");
    copy(members, &["metadata"], "schemaConfig");
    add(members, "isActive", json!(true));
}

fn agent(members: &mut Members) {
    copy(members, &["id"], "agent_id");
}

fn dead_letter(members: &mut Members) {
    copy(members, &["kind"], "eventType");
}

fn key(members: &mut Members) {
    copy(members, &["prefix"], "keyPrefix");
    // The time of a change is in the key's audit; of a revocation it is known here.
    copy(members, &["createdAt"], "updatedAt");
    if let Some(revoked @ Value::String(_)) = members.get("revokedAt").cloned() {
        members.insert("updatedAt".to_owned(), revoked);
    }
}

fn batch_job(members: &mut Members) {
    if !members.contains_key("totalItems") {
        return;
    }
    add(members, "jobType", json!("time_based_batch"));
    copy(members, &["config"], "requestParams");
}

fn health(members: &mut Members) {
    if let Some(Value::Object(checks)) = members.get_mut("checks") {
        copy(checks, &["nats"], "eventBus");
    }
}

fn chat(members: &mut Members) {
    let Some(kind) = members.get("chatType").cloned() else { return };
    add(members, "isGroup", json!(kind == "group"));
    let archived = members.get("archived").cloned().unwrap_or(json!(false));
    add(members, "isArchived", archived);
}

fn message(members: &mut Members) {
    copy(members, &["sender", "platformUserId"], "senderPlatformUserId");
    copy(members, &["sender", "displayName"], "senderDisplayName");
    if members.contains_key("sender") {
        copy(members, &["timestamp"], "platformTimestamp");
        copy(members, &["createdAt"], "receivedAt");
    }
}

fn profile(members: &mut Members) {
    copy(members, &["name"], "displayName");
    copy(members, &["profilePictureUrl"], "avatarUrl");
    copy(members, &["about"], "bio");
}

fn log_entry(members: &mut Members) {
    copy(members, &["service"], "module");
    copy(members, &["message"], "msg");
}

#[cfg(test)]
mod tests {
    use super::{dead_letter, instance, rule};
    use serde_json::{Value, json};

    fn with(shape: fn(&mut super::Members), mut body: Value) -> Value {
        shape(body.as_object_mut().expect("an object"));
        body
    }

    #[test]
    fn an_instance_has_its_agent_flat_as_well() {
        let body = with(
            instance,
            json!({
                "agent": { "providerId": null, "agentId": "a", "timeout": 60_000 },
                "conversation": { "replyFilter": { "mode": "all", "onDm": true } },
            }),
        );
        assert_eq!(body["agentProviderId"], Value::Null);
        assert_eq!((&body["agentId"], &body["agentTimeout"]), (&json!("a"), &json!(60)));
        let filter = json!({ "mode": "all", "conditions": { "onDm": true } });
        assert_eq!(body["agentReplyFilter"], filter);
    }

    #[test]
    fn members_that_are_absent_are_not_invented() {
        assert_eq!(with(instance, json!({ "success": true })), json!({ "success": true }));
        assert_eq!(with(dead_letter, json!({ "success": true })), json!({ "success": true }));
        assert_eq!(with(rule, json!({ "success": true })), json!({ "success": true }));
    }
}
