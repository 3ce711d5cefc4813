use super::ChatPath;
use super::views::ChatView;
use crate::failures::FAILURES;
use crate::shapes::{Reply, Time};
use axum::Json;
use axum::extract::State;
use omni_app::App;
use omni_app::account_state::{self, ChatPatch};
use omni_domain::Timestamp;
use omni_domain::access::Scope;
use omni_domain::chat_state::Mute;
use omni_http::{ApiError, ApiJson, ApiPath, Auth, Endpoint};
use serde::Deserialize;
use utoipa::ToSchema;

/// Changes of a chat; at least one.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(min_properties = 1)]
pub(crate) struct UpdateChatRequest {
    /// Put it away from the main list, or back.
    archived: Option<bool>,
    /// Put it at the top of the main list, or no more.
    pinned: Option<bool>,
    /// Whether it notifies of new messages; `true` without `mutedUntil` does not end by itself.
    muted: Option<bool>,
    /// Mute it until this time.
    #[schema(value_type = Option<Time>)]
    muted_until: Option<Timestamp>,
    /// Mark it as unread, or as read.
    marked_unread: Option<bool>,
    /// Seconds after which new messages disappear: 0 (never), 86400, 604800 or 7776000.
    #[schema(example = 604_800)]
    disappearing_seconds: Option<u32>,
}

impl UpdateChatRequest {
    fn mute(&self) -> Result<Option<Mute>, ApiError> {
        Ok(match (self.muted, self.muted_until) {
            (Some(false), Some(_)) => {
                let why = "a chat that is not muted has no such time; leave one of them out";
                return Err(ApiError::invalid("mutedUntil", why));
            }
            (_, Some(until)) => Some(Mute::Until(until)),
            (Some(true), None) => Some(Mute::Always),
            (Some(false), None) => Some(Mute::Off),
            (None, None) => None,
        })
    }
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::MessagesSend).fails(FAILURES);

/// Update chat
///
/// Archives, pins, mutes or marks a chat, or sets its disappearing messages, on all devices of the
/// account. The parts are changed in turn; the first that the network refuses ends the request.
#[utoipa::path(
    patch,
    path = "/instances/{id}/chats/{chatId}",
    tag = "chats",
    params(ChatPath),
    request_body = UpdateChatRequest,
    responses((status = 200, body = ChatView))
)]
pub(crate) async fn update_chat(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<ChatPath>,
    ApiJson(body): ApiJson<UpdateChatRequest>,
) -> Reply<ChatView> {
    let patch = ChatPatch {
        archived: body.archived,
        pinned: body.pinned,
        mute: body.mute()?,
        marked_unread: body.marked_unread,
        disappearing_seconds: body.disappearing_seconds,
    };
    let chat = account_state::update_chat(&app, &caller, path.id, &path.chat_id, patch).await?;
    Ok(Json(chat.into()))
}
