//! Polls: the original's options are `answers`, of which a person chooses one or any number.

use super::{Members, rename};
use serde_json::{Value, json};

/// `durationHours` stays, and is refused by its name: polls do not end here.
pub(super) fn nest(members: &mut Members) {
    rename(members, "answers", "options");
    let Some(several) = members.get("multiSelect").and_then(Value::as_bool) else { return };
    members.remove("multiSelect");
    let options = members.get("options").and_then(Value::as_array).map_or(1, Vec::len);
    let most = if several { options.max(1) } else { 1 };
    members.entry("maxChoices").or_insert(json!(most));
}
