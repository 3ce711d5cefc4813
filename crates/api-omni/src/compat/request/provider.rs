//! Providers: other names, and seconds.

use super::{Members, nest_member, rename};
use serde_json::json;

/// The original's names of members, and this API's.
const NAMES: [(&str, &str); 4] = [
    ("schema", "type"),
    ("baseUrl", "apiUrl"),
    ("defaultStream", "defaultStreaming"),
    ("schemaConfig", "metadata"),
];
/// Members that the original shows to people and does not use.
const UNUSED: [&str; 3] = ["description", "tags", "supportsStreaming"];
/// The kinds of files that an agent accepts: here options of its protocol.
const FILES: [&str; 3] = ["supportsImages", "supportsAudio", "supportsDocuments"];
/// A time limit below this is in seconds, as the original has it: the longest one here is ten
/// minutes, and one of less than a second is of no use.
const SECONDS_BELOW: u64 = 1000;

pub(super) fn nest(members: &mut Members) {
    for (theirs, ours) in NAMES {
        rename(members, theirs, ours);
    }
    for name in UNUSED {
        members.remove(name);
    }
    // Every provider here is active; another value is refused by its name.
    if members.get("isActive").is_some_and(|active| *active == true) {
        members.remove("isActive");
    }
    let limit = members.get("defaultTimeout").and_then(serde_json::Value::as_u64);
    if let Some(seconds) = limit.filter(|limit| *limit < SECONDS_BELOW) {
        members.insert("defaultTimeout".to_owned(), json!(seconds * 1000));
    }
}

/// Only for new ones: a change of a provider's options replaces them all.
pub(super) fn nest_new(members: &mut Members) {
    nest(members);
    for name in FILES {
        if let Some(value) = members.remove(name) {
            nest_member(members, "metadata", name, value);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::nest_new;
    use serde_json::json;

    #[test]
    fn a_new_provider_has_this_apis_names_and_milliseconds() {
        let mut body = json!({
            "name": "p", "schema": "agno", "baseUrl": "https://a.example", "defaultStream": true,
            "defaultTimeout": 60, "supportsImages": true, "tags": [], "isActive": true,
        });
        nest_new(body.as_object_mut().expect("an object"));
        let expected = json!({
            "name": "p", "type": "agno", "apiUrl": "https://a.example", "defaultStreaming": true,
            "defaultTimeout": 60_000, "metadata": { "supportsImages": true },
        });
        assert_eq!(body, expected);
    }
}
