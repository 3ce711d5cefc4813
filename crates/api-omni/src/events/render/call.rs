use omni_domain::event::{CallEnded, CallReceived};
use serde_json::{Value, json};

pub(super) fn received(call: &CallReceived) -> Value {
    json!({
        "callId": call.call_id,
        "chatId": call.chat,
        "from": call.from,
        "media": call.media,
        "isGroup": call.is_group,
    })
}

pub(super) fn ended(call: &CallEnded) -> Value {
    json!({
        "callId": call.call_id,
        "chatId": call.chat,
        "from": call.from,
        "outcome": call.outcome,
    })
}
