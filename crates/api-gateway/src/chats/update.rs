use super::path::ChatPath;
use super::views::ChatView;
use crate::account::{Account, AccountQuery};
use crate::shapes::{Reply, moment};
use axum::Json;
use axum::extract::State;
use omni_app::App;
use omni_app::account_state::{self, ChatPatch};
use omni_domain::access::Scope;
use omni_domain::chat_state::Mute;
use omni_http::{ApiError, ApiJson, ApiPath, Endpoint};
use serde::Deserialize;
use utoipa::ToSchema;

/// Changes of a chat; at least one.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(min_properties = 1)]
pub(crate) struct UpdateChatRequest {
    /// At the top of the list, or no more.
    pin: Option<bool>,
    /// Mute it until this time, seconds since 1970; 0 ends it, -1 has no end.
    #[schema(minimum = -1)]
    mute_until: Option<i64>,
    /// Mark it as unread, or as read.
    mark_unread: Option<bool>,
    /// After what time new messages disappear: `none`, `day`, `week` or `quarter`.
    #[schema(example = "week")]
    ephemeral: Option<String>,
}

impl UpdateChatRequest {
    fn patch(self) -> Result<ChatPatch, ApiError> {
        let mute = match self.mute_until {
            None => None,
            Some(0) => Some(Mute::Off),
            Some(-1) => Some(Mute::Always),
            Some(until @ 1..) => Some(Mute::Until(moment("mute_until", until)?)),
            Some(_) => return Err(ApiError::invalid("mute_until", "expected seconds, 0 or -1")),
        };
        let disappearing_seconds = match self.ephemeral.as_deref() {
            None => None,
            Some("none") => Some(0),
            Some("day") => Some(86_400),
            Some("week") => Some(604_800),
            Some("quarter") => Some(7_776_000),
            Some(_) => {
                return Err(ApiError::invalid("ephemeral", "expected none, day, week or quarter"));
            }
        };
        Ok(ChatPatch {
            archived: None,
            pinned: self.pin,
            mute,
            marked_unread: self.mark_unread,
            disappearing_seconds,
        })
    }
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::MessagesSend);

/// Update chat
///
/// Pins, mutes or marks it, or sets its disappearing messages, on all devices of the account. The parts
/// are changed in turn; the first that the network refuses ends the request.
#[utoipa::path(
    patch,
    path = "/chats/{id}",
    tag = "chats",
    params(ChatPath, AccountQuery),
    request_body = UpdateChatRequest,
    responses((status = 200, body = ChatView))
)]
pub(crate) async fn update_chat(
    State(app): State<App>,
    account: Account,
    ApiPath(path): ApiPath<ChatPath>,
    ApiJson(body): ApiJson<UpdateChatRequest>,
) -> Reply<ChatView> {
    let (Account { caller, id }, patch) = (account, body.patch()?);
    let chat = account_state::update_chat(&app, &caller, id, &path.id, patch).await?;
    Ok(Json(chat.into()))
}
