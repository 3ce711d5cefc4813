//! Bodies about an instance's connection.

use super::form::millis;
use crate::clock::Timestamp;
use crate::ids::InstanceId;
use crate::instance::{ChannelType, ConnectionState};
use serde::{Deserialize, Serialize, Serializer};

/// An instance is connected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct InstanceConnected {
    /// The instance.
    pub instance_id: InstanceId,
    /// Its network.
    #[serde(rename = "channelType")]
    pub channel: ChannelType,
    /// The account's name.
    pub profile_name: Option<String>,
    /// The account's address.
    #[serde(rename = "ownerIdentifier")]
    pub owner: Option<String>,
}

/// An instance is no longer connected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct InstanceDisconnected {
    /// The instance.
    pub instance_id: InstanceId,
    /// Its network.
    #[serde(rename = "channelType")]
    pub channel: ChannelType,
    /// Why, for people.
    pub reason: Option<String>,
    /// Whether it connects again without a person's help.
    pub will_reconnect: bool,
}

/// An instance offers a QR to scan. The QR itself links a phone, and is in no row of the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct InstanceQrOffered {
    /// The instance.
    pub instance_id: InstanceId,
    /// Its network.
    #[serde(rename = "channelType")]
    pub channel: ChannelType,
    /// The QR is not valid from this time on.
    pub expires_at: Timestamp,
}

/// An instance's connection changed. With a QR code to scan it is the type `instance.qr_code`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(from = "StatusForm")]
pub struct InstanceStatus {
    /// The instance.
    pub instance_id: InstanceId,
    /// Its network.
    pub channel: ChannelType,
    /// The connection's state.
    pub state: ConnectionState,
    /// What to do, for people.
    pub message: Option<String>,
    /// The QR code to scan.
    pub qr: Option<OfferedQr>,
}

/// A QR code that links a device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfferedQr {
    /// The text in it; `None` for a reader who may not link a phone.
    pub code: Option<String>,
    /// Not valid from this time on.
    pub expires_at: Timestamp,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct StatusForm {
    instance_id: InstanceId,
    channel_type: ChannelType,
    state: ConnectionState,
    message: Option<String>,
    qr_code: Option<String>,
    #[serde(with = "millis")]
    expires_at: Option<Timestamp>,
}

impl From<StatusForm> for InstanceStatus {
    fn from(form: StatusForm) -> Self {
        let qr = form.qr_code.zip(form.expires_at);
        Self {
            instance_id: form.instance_id,
            channel: form.channel_type,
            state: form.state,
            message: form.message,
            qr: qr.map(|(code, expires_at)| OfferedQr { code: Some(code), expires_at }),
        }
    }
}

impl Serialize for InstanceStatus {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let form = StatusForm {
            instance_id: self.instance_id,
            channel_type: self.channel,
            state: self.state,
            message: self.message.clone(),
            qr_code: self.qr.as_ref().and_then(|qr| qr.code.clone()),
            expires_at: self.qr.as_ref().map(|qr| qr.expires_at),
        };
        form.serialize(serializer)
    }
}
