//! What the account keeps about its chats and people.

use omni_domain::event::{
    BlocklistChanged, ChatAssignment, ChatCreated, ChatEmptied, ChatNoteChanged, ChatUpdated,
    LabelChanged, MessageKept, MessageLabelled, MessageStarred,
};
use serde_json::{Value, json};

pub(super) fn created(created: &ChatCreated) -> Value {
    json!({ "chatId": created.chat, "chatType": created.chat_type, "name": created.name })
}

pub(super) fn updated(updated: &ChatUpdated) -> Value {
    json!({
        "chatId": updated.chat,
        "archived": updated.archived,
        "pinned": updated.pinned,
        "muted": updated.muted,
        "mutedUntil": updated.muted_until,
        "markedUnread": updated.marked_unread,
        "disappearingSeconds": updated.disappearing_seconds,
        "labels": updated.labels,
    })
}

pub(super) fn emptied(emptied: &ChatEmptied) -> Value {
    json!({ "chatId": emptied.chat, "until": emptied.until })
}

pub(super) fn assignment(change: &ChatAssignment) -> Value {
    json!({
        "chatId": change.chat,
        "userId": change.user_id,
        "previousUserId": change.previous_user_id,
        "by": change.by,
    })
}

pub(super) fn note(change: &ChatNoteChanged) -> Value {
    json!({
        "chatId": change.chat,
        "noteId": change.note_id,
        "action": change.action,
        "by": change.by,
    })
}

pub(super) fn kept(kept: &MessageKept) -> Value {
    json!({
        "messageId": kept.external_id,
        "chatId": kept.chat,
        "by": kept.by,
        "fromMe": kept.from_me,
        "kept": kept.kept,
    })
}

pub(super) fn starred(starred: &MessageStarred) -> Value {
    json!({
        "externalId": starred.external_id,
        "chatId": starred.chat,
        "starred": starred.starred,
    })
}

pub(super) fn labelled(labelled: &MessageLabelled) -> Value {
    json!({
        "externalId": labelled.external_id,
        "chatId": labelled.chat,
        "labelId": labelled.label_id,
        "labelled": labelled.labelled,
    })
}

pub(super) fn label(changed: &LabelChanged) -> Value {
    json!({
        "labelId": changed.label_id,
        "name": changed.name,
        "color": changed.color,
        "deleted": changed.deleted,
    })
}

pub(super) fn blocklist(changed: &BlocklistChanged) -> Value {
    json!({ "blocked": changed.blocked, "unblocked": changed.unblocked })
}
