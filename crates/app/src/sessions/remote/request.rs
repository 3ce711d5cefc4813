//! What a node asks the owner of an instance, and the answers.

use super::businesses::BusinessRequest;
use super::communities::CommunityRequest;
use super::newsletters::NewsletterRequest;
use crate::app::App;
use crate::secrets::Purpose;
use crate::sessions::Enough;
use omni_channel::{ChannelError, ChatAction, GroupChange, MemberChange, NewGroup, StateChange};
use omni_domain::content::MediaKind;
use omni_domain::ids::{MediaId, NodeRequestId};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A request. Stored and read by nodes of different versions: fields are only added.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", tag = "kind")]
pub(in crate::sessions) enum Request {
    /// Connect, and wait until the status shows this; answered with the status.
    BringUp { enough: Enough },
    /// Close the connection and open it again, with the settings as they are now.
    Restart,
    /// End the session on the network's side.
    Unlink,
    /// Apply the stored settings.
    Refresh,
    /// See [`omni_channel::Session::act`].
    Act { action: ChatAction },
    /// See [`omni_channel::Session::fetch_media`].
    FetchMedia { id: MediaId, media: String, mime_type: String, locator: Vec<u8> },
    /// See [`omni_channel::Session::pair_with_code`].
    PairWithCode { phone: String },
    /// See [`omni_channel::Session::answer_passkey`].
    AnswerPasskey { assertion: String },
    /// See [`omni_channel::Session::confirm_passkey`].
    ConfirmPasskey,
    /// See [`omni_channel::Session::find`].
    Find { address: String },
    /// See [`omni_channel::Session::profile`].
    Profile { address: String },
    /// See [`omni_channel::Session::profile_picture`].
    ProfilePicture { address: String },
    /// See [`omni_channel::Session::fetch_picture`]; answered with base64.
    FetchPicture { url: String },
    /// See [`omni_channel::Session::presence`].
    Presence { address: String, follow: bool },
    /// See [`omni_channel::Session::create_group`].
    CreateGroup { group: NewGroup },
    /// See [`omni_channel::Session::change_group`].
    ChangeGroup { group: String, change: GroupChange },
    /// See [`omni_channel::Session::change_members`].
    ChangeMembers { group: String, change: MemberChange, members: Vec<String> },
    /// See [`omni_channel::Session::invite_link`].
    InviteLink { group: String, renew: bool },
    /// See [`omni_channel::Session::join_group`].
    JoinGroup { invite: String },
    /// See [`omni_channel::Session::preview_group`].
    PreviewGroup { invite: String },
    /// See [`omni_channel::Session::group_info`].
    GroupInfo { group: String },
    /// See [`omni_channel::Session::leave_group`].
    LeaveGroup { group: String },
    /// See [`omni_channel::Session::change_state`].
    ChangeState { change: StateChange },
    /// See [`omni_channel::Communities`].
    Communities { request: CommunityRequest },
    /// See [`omni_channel::Newsletters`].
    Newsletters { request: NewsletterRequest },
    /// See [`omni_channel::Businesses`].
    Businesses { request: BusinessRequest },
    /// See [`omni_channel::Session::set_profile`]; the picture is base64.
    SetProfile { name: Option<String>, about: Option<String>, picture: Option<String> },
}

impl Request {
    /// A request for a file.
    pub(super) fn fetch(id: MediaId, kind: MediaKind, mime_type: &str, locator: &[u8]) -> Self {
        Self::FetchMedia {
            id,
            media: kind.as_str().to_owned(),
            mime_type: mime_type.to_owned(),
            locator: locator.to_vec(),
        }
    }
}

/// Why the owner did not do it.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum Refusal {
    /// The channel's own error.
    Channel(ChannelError),
    /// It does not own the instance any more.
    NotOwner,
    /// Another failure, for people.
    Failed(String),
}

/// An answer.
pub(super) type Reply = Result<Value, Refusal>;

/// Requests and answers may contain link codes, texts and keys of files.
fn purpose(id: NodeRequestId) -> Purpose {
    Purpose::kept(format!("node request {id}"))
}

pub(super) fn seal<T: Serialize>(app: &App, id: NodeRequestId, what: &T) -> Option<String> {
    let text = serde_json::to_string(what).ok()?;
    Some(app.sealer.seal(&purpose(id), &text))
}

pub(super) fn open<T: DeserializeOwned>(app: &App, id: NodeRequestId, text: &str) -> Option<T> {
    let text = app.sealer.open(&purpose(id), text).ok()?;
    serde_json::from_str(&text).ok()
}
