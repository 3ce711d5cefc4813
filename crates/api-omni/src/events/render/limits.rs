//! Bodies about what limits an account, and what waits.

use omni_domain::event::{
    InstanceBanned, InstanceFailed, InstanceLoggedOut, InstanceQrOffered, InstanceRestricted,
    InstanceRestrictionEnded, MessageHeld, MessageScheduled,
};
use omni_domain::pacing::Restriction;
use serde_json::{Value, json};

pub(super) fn held(held: &MessageHeld) -> Value {
    json!({
        "externalId": held.external_id,
        "chatId": held.chat,
        "reason": held.reason,
        "message": held.reason.explanation(),
        "notBefore": held.not_before,
    })
}

pub(super) fn scheduled(scheduled: &MessageScheduled) -> Value {
    json!({
        "scheduledId": scheduled.scheduled_id,
        "chatId": scheduled.chat,
        "status": scheduled.status,
        "sendAt": scheduled.send_at,
        "error": scheduled.error,
    })
}

pub(super) fn restricted(begun: &InstanceRestricted) -> Value {
    json!({
        "instanceId": begun.instance_id,
        "channelType": begun.channel,
        "code": Restriction::CODE,
        "message": begun.message,
        "until": begun.until,
    })
}

pub(super) fn restriction_ended(ended: &InstanceRestrictionEnded) -> Value {
    json!({
        "instanceId": ended.instance_id,
        "channelType": ended.channel,
        "code": Restriction::CODE,
        "since": ended.since,
    })
}

pub(super) fn banned(banned: &InstanceBanned) -> Value {
    json!({
        "instanceId": banned.instance_id,
        "channelType": banned.channel,
        "code": banned.code,
        "message": banned.message,
        "until": banned.until,
    })
}

pub(super) fn qr_offered(offered: &InstanceQrOffered) -> Value {
    json!({
        "instanceId": offered.instance_id,
        "channelType": offered.channel,
        "expiresAt": offered.expires_at,
    })
}

pub(super) fn logged_out(ended: &InstanceLoggedOut) -> Value {
    json!({
        "instanceId": ended.instance_id,
        "channelType": ended.channel,
        "reason": ended.reason,
        "message": ended.message,
    })
}

pub(super) fn failed(failed: &InstanceFailed) -> Value {
    json!({
        "instanceId": failed.instance_id,
        "channelType": failed.channel,
        "reason": failed.reason,
        "message": failed.message,
    })
}
