//! Request bodies of the control interface.

use serde::Deserialize;
use serde_json::Value;

use crate::whatsapp::options::Addressing;
use crate::whatsapp::phone::MediaKind;

#[derive(Deserialize)]
pub(super) struct CreatePhone {
    pub(super) number: String,
    pub(super) push_name: String,
    pub(super) addressing: Option<Addressing>,
}

#[derive(Deserialize)]
pub(super) struct CreateGroup {
    pub(super) subject: String,
    pub(super) creator: String,
    #[serde(default)]
    pub(super) members: Vec<String>,
}

#[derive(Deserialize)]
pub(super) struct Scan {
    pub(super) qr: String,
}

#[derive(Deserialize)]
pub(super) struct EnterCode {
    pub(super) code: String,
}

/// A challenge for the passkey of an account.
#[derive(Deserialize)]
pub(super) struct SignChallenge {
    /// The options for `navigator.credentials.get`, as JSON.
    pub(super) options: Value,
}

/// What to send, and where.
#[derive(Deserialize)]
pub(super) struct Send {
    pub(super) to: String,
    #[serde(flatten)]
    pub(super) content: Content,
}

#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum Content {
    Text {
        text: String,
        /// Id to use instead of a new one.
        id: Option<String>,
    },
    Reply {
        target: String,
        text: String,
    },
    Reaction {
        target: String,
        emoji: String,
    },
    Edit {
        target: String,
        text: String,
    },
    Revoke {
        target: String,
    },
    Media {
        kind: MediaKind,
        mime: String,
        /// Bytes in base64.
        data: String,
        caption: Option<String>,
        file_name: Option<String>,
        #[serde(default)]
        voice_note: bool,
    },
}

#[derive(Deserialize)]
pub(super) struct Read {
    pub(super) id: String,
}

#[derive(Deserialize)]
pub(super) struct Typing {
    pub(super) to: String,
    #[serde(default = "yes")]
    pub(super) on: bool,
}

#[derive(Deserialize)]
pub(super) struct Presence {
    pub(super) available: bool,
}

#[derive(Deserialize)]
pub(super) struct AutoReceipts {
    #[serde(default = "yes")]
    pub(super) delivered: bool,
    #[serde(default)]
    pub(super) read: bool,
}

#[derive(Deserialize)]
pub(super) struct Call {
    pub(super) to: String,
    #[serde(default)]
    pub(super) video: bool,
}

/// How a call ends on the caller's side.
#[derive(Deserialize)]
pub(super) struct EndCall {
    /// `accepted_elsewhere` or `rejected_elsewhere`: another device of the called took it. Without one
    /// the caller gives up.
    pub(super) reason: Option<String>,
}

/// Whether others may add the account to groups.
#[derive(Deserialize)]
pub(super) struct RefusesAdds {
    pub(super) refuses: bool,
}

/// The profile of a business.
#[derive(Deserialize)]
pub(super) struct Business {
    pub(super) name: String,
    #[serde(default)]
    pub(super) description: String,
    #[serde(default)]
    pub(super) address: String,
    #[serde(default)]
    pub(super) email: String,
    #[serde(default)]
    pub(super) website: String,
    #[serde(default)]
    pub(super) category: String,
}

/// All given conditions must match.
#[derive(Deserialize)]
pub(super) struct Expect {
    pub(super) text: Option<String>,
    pub(super) contains: Option<String>,
    pub(super) id: Option<String>,
    pub(super) from: Option<String>,
    pub(super) chat: Option<String>,
    pub(super) after: Option<u64>,
    #[serde(default = "five_seconds")]
    pub(super) timeout_millis: u64,
}

fn yes() -> bool {
    true
}

fn five_seconds() -> u64 {
    5_000
}
