//! Bodies about an instance's connection.

use omni_domain::event::{InstanceConnected, InstanceDisconnected, InstanceStatus, OfferedQr};
use serde_json::{Value, json};

pub(super) fn connected(connected: &InstanceConnected) -> Value {
    json!({
        "instanceId": connected.instance_id,
        "channelType": connected.channel,
        "profileName": connected.profile_name,
        "ownerIdentifier": connected.owner,
    })
}

pub(super) fn disconnected(disconnected: &InstanceDisconnected) -> Value {
    json!({
        "instanceId": disconnected.instance_id,
        "channelType": disconnected.channel,
        "reason": disconnected.reason,
        "willReconnect": disconnected.will_reconnect,
    })
}

/// The QR code's end is milliseconds since 1970, unlike the other times of this API.
pub(super) fn status(status: &InstanceStatus) -> Value {
    let mut payload = json!({
        "instanceId": status.instance_id,
        "channelType": status.channel,
        "state": status.state,
        "message": status.message,
        "expiresAt": status.qr.as_ref().map(|qr| qr.expires_at.millis()),
    });
    match &status.qr {
        // The reader may not link a phone.
        Some(OfferedQr { code: None, .. }) => {}
        offered => payload["qrCode"] = json!(offered.as_ref().map(|qr| &qr.code)),
    }
    payload
}
