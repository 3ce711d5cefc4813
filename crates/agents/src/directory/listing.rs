//! Lists of agents, in the forms that servers return.

use super::AgentEntry;
use crate::error::AgentError;
use serde_json::Value;

const MAX_TEXT_CHARS: usize = 1000;

/// Reads a list: an array of objects or names, bare or as a member `data`, `items`, `agents` or
/// `models`.
pub(super) fn entries(
    body: &[u8],
    entry_type: &'static str,
) -> Result<Vec<AgentEntry>, AgentError> {
    let unusable = |why: &str| AgentError::BadAnswer(why.to_owned());
    let body: Value = serde_json::from_slice(body).map_err(|_| unusable("not JSON"))?;
    let list = match body {
        Value::Array(list) => list,
        Value::Object(mut members) => ["data", "items", "agents", "models"]
            .iter()
            .find_map(|name| match members.remove(*name) {
                Some(Value::Array(list)) => Some(list),
                _ => None,
            })
            .ok_or_else(|| unusable("it holds no list"))?,
        _ => return Err(unusable("it holds no list")),
    };
    Ok(list.iter().filter_map(|entry| read(entry, entry_type)).collect())
}

fn read(entry: &Value, entry_type: &'static str) -> Option<AgentEntry> {
    if let Value::String(name) = entry {
        let (id, name) = (clip(name), clip(name));
        return Some(AgentEntry { id, name, description: None, entry_type });
    }
    let text = |names: &[&str]| {
        let mut found = names.iter().filter_map(|name| entry.get(*name));
        found.find_map(|value| match value {
            Value::String(text) if !text.is_empty() => Some(clip(text)),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        })
    };
    // Agno 1.x named the id by its kind; Automagik identifies agents by name.
    let id = text(&["id", "agent_id", "team_id", "workflow_id", "name"])?;
    let name = text(&["name", "display_name", "title"]).unwrap_or_else(|| id.clone());
    Some(AgentEntry { id, name, description: text(&["description"]), entry_type })
}

fn clip(text: &str) -> String {
    text.chars().take(MAX_TEXT_CHARS).collect()
}

#[cfg(test)]
mod tests {
    use super::entries;

    #[test]
    fn lists_are_parsed_in_every_known_form() {
        let ids = |body: &str| -> Vec<String> {
            let entries = entries(body.as_bytes(), "agent").expect("a list");
            entries.into_iter().map(|entry| entry.id).collect()
        };
        assert_eq!(ids(r#"[{"id":"a","name":"A"},{"agent_id":"b"}]"#), ["a", "b"]);
        assert_eq!(ids(r#"{"object":"list","data":[{"id":"gpt"}]}"#), ["gpt"]);
        assert_eq!(ids(r#"["simple", 7, {"nothing": 1}]"#), ["simple"]);
        assert!(entries(b"<html>", "agent").is_err());
        assert!(entries(b"{\"error\":1}", "agent").is_err());
    }
}
