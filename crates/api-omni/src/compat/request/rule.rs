//! Access rules: the original has flat members, this API criteria and an action.

use super::{Members, nest_member, rename};
use serde_json::json;

/// The flat members of an access rule in the original, and its criteria that correspond to them.
const CRITERIA: [(&str, &str); 3] = [
    ("phonePattern", "phonePatterns"),
    ("platformUserId", "platformUserId"),
    ("personId", "personId"),
];

pub(super) fn nest(members: &mut Members) {
    rename(members, "ruleType", "type");
    for (flat, nested) in CRITERIA {
        let Some(value) = members.remove(flat).filter(|value| !value.is_null()) else { continue };
        let value = if flat == "phonePattern" { json!([value]) } else { value };
        nest_member(members, "criteria", nested, value);
    }
    nest_action(members);
}

/// A text `action` and `blockMessage` become one action; the original blocks when none is given.
fn nest_action(members: &mut Members) {
    let message = members.remove("blockMessage").filter(|value| !value.is_null());
    let kind = members.get("action").filter(|value| value.is_string()).cloned();
    if members.get("type").is_some_and(|kind| kind == "allow") {
        // The original stores both with a rule that allows, `block` by default, and uses neither.
        if kind.is_some() {
            members.remove("action");
        }
        return;
    }
    if let Some(kind) = kind {
        members.insert("action".to_owned(), json!({ "type": kind }));
    }
    let Some(message) = message else { return };
    let action = members.entry("action").or_insert_with(|| json!({ "type": "block" }));
    if let Some(action) = action.as_object_mut() {
        action.entry("message").or_insert(message);
    }
}
