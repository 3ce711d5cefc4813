//! The tool by which the model stores facts about the person.

use super::toolbox::Spec;
use serde_json::{Map, Value, json};

/// The first tool of its name is the one that is called, and this one is the first.
const NAME: &str = "remember";
/// Characters of one fact; all of them are read before every answer.
const MAX_CHARS: usize = 500;

pub(super) fn spec(keys: &[String]) -> Spec {
    Spec {
        name: NAME.to_owned(),
        description: "Stores a fact about the person you talk to, for later conversations. It \
                      replaces the fact under the same key; an empty value deletes it."
            .to_owned(),
        parameters: json!({
            "type": "object",
            "required": ["key", "value"],
            "properties": {
                "key": { "type": "string", "enum": keys },
                "value": { "type": "string", "maxLength": MAX_CHARS },
            },
        }),
    }
}

/// Key and value; or why not, as a text that the model may read.
pub(super) fn read(
    arguments: &Map<String, Value>,
    keys: &[String],
) -> Result<(String, String), String> {
    let text = |name: &str| arguments.get(name).and_then(Value::as_str).unwrap_or_default().trim();
    let (key, value) = (text("key"), text("value"));
    if !keys.iter().any(|known| known == key) {
        return Err(format!("the keys are: {}", keys.join(", ")));
    }
    if value.chars().count() > MAX_CHARS {
        return Err(format!("a value has at most {MAX_CHARS} characters"));
    }
    Ok((key.to_owned(), value.to_owned()))
}
