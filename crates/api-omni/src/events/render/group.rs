//! Bodies about groups.

use omni_domain::event::{GroupParticipants, GroupUpdated};
use serde_json::{Value, json};

pub(super) fn updated(updated: &GroupUpdated) -> Value {
    let changes = &updated.changes;
    let all = [
        ("subject", changes.subject.clone().map(Value::from)),
        ("description", changes.description.clone().map(Value::from)),
        ("adminsOnlySend", changes.admins_only_send.map(Value::from)),
        ("adminsOnlyEdit", changes.admins_only_edit.map(Value::from)),
        ("adminsOnlyAdd", changes.admins_only_add.map(Value::from)),
        ("joinApproval", changes.join_approval.map(Value::from)),
        ("disappearingSeconds", changes.disappearing_seconds.map(Value::from)),
    ];
    let made = all.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
    let made: serde_json::Map<String, Value> = made.collect();
    json!({ "chatId": updated.chat, "by": updated.by, "changes": made })
}

pub(super) fn participants(changed: &GroupParticipants) -> Value {
    json!({
        "chatId": changed.chat,
        "action": changed.action,
        "participants": changed.participants,
        "by": changed.by,
    })
}
