//! Syncs: the original names one type, this API has a switch for each.

use super::{Members, days_ago, nest_member, rename};
use omni_domain::Timestamp;
use serde_json::{Value, json};

pub(super) fn nest(members: &mut Members, now: Timestamp) {
    let kind = members.get("type").and_then(Value::as_str).unwrap_or_default();
    let [contacts, chats, messages] = match kind {
        "contacts" => [true, false, false],
        "groups" => [false, true, false],
        "messages" => [false, false, true],
        "all" => [true; 3],
        // Not the original's form, or a profile, which is not synchronised here.
        _ => return,
    };
    members.remove("type");
    for (name, on) in [("syncContacts", contacts), ("syncChats", chats), ("syncMessages", messages)]
    {
        members.entry(name).or_insert(json!(on));
    }
    rename(members, "downloadMedia", "processMedia");
    if let Some(chats) = members.remove("chatJids") {
        nest_member(members, "whatsapp", "chatIds", chats);
    }
    if let Some(channel) = members.remove("channelId") {
        nest_member(members, "discord", "channelIds", json!([channel]));
    }
    nest_depth(members, now);
}

/// How far back the messages are synchronised; `all` is without a limit.
fn nest_depth(members: &mut Members, now: Timestamp) {
    let days = match members.get("depth").and_then(Value::as_str) {
        Some("7d") => Some(7),
        Some("30d") => Some(30),
        Some("90d") => Some(90),
        Some("1y") => Some(365),
        Some("all") => None,
        _ => return,
    };
    members.remove("depth");
    if let Some(days) = days {
        members.entry("since").or_insert_with(|| days_ago(now, days));
    }
}
