//! Batch jobs: the original has flat members, this API a `config`.

use super::{Members, days_ago, nest_member};
use omni_domain::Timestamp;
use serde_json::{Value, json};

/// The flat members of a batch job in the original, and those of the configuration here.
const CONFIG: [(&str, &str); 3] =
    [("instanceId", "instanceId"), ("contentTypes", "mediaTypes"), ("force", "overwrite")];
/// How long the original pauses between files; this server's own limits decide here.
const PAUSES: [&str; 2] = ["delayMinMs", "delayMaxMs"];

/// What this API cannot do (`limit`, `chatId`) stays, and is refused by its name.
pub(super) fn nest(members: &mut Members, now: Timestamp) {
    let Some(kind) = members.remove("jobType") else { return };
    let kind = if kind == "time_based_batch" { json!("media_reprocess") } else { kind };
    members.entry("type").or_insert(kind);
    for (flat, nested) in CONFIG {
        if let Some(value) = members.remove(flat).filter(|value| !value.is_null()) {
            nest_member(members, "config", nested, value);
        }
    }
    let all = json!(["audio", "image", "video", "document"]);
    nest_member(members, "config", "mediaTypes", all);
    if let Some(days) = members.get("daysBack").and_then(Value::as_u64) {
        members.remove("daysBack");
        nest_member(members, "config", "since", days_ago(now, days));
    }
    for name in PAUSES {
        members.remove(name);
    }
}
