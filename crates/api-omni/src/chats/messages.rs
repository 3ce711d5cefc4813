use super::ChatPath;
use super::views::MessageView;
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::messages::MessageRange;
use omni_app::{App, Caller, account_state, media_processing, messages};
use omni_domain::access::Scope;
use omni_domain::ids::{InstanceId, MessageId};
use omni_domain::message::Message;
use omni_http::{ApiError, ApiPath, ApiQuery, Auth, Endpoint, Failure};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

const DEFAULT_LIMIT: u32 = 50;
const MAX_LIMIT: u32 = 200;

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub(crate) struct MessagesQuery {
    /// Maximum number of rows.
    #[param(minimum = 1, maximum = 200, default = 50)]
    limit: Option<u32>,
    /// Only older than this message: its internal id or the channel's.
    before: Option<String>,
    /// Only newer than this message.
    after: Option<String>,
}

/// A page of a conversation.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MessagesView {
    items: Vec<MessageView>,
    meta: MessagesMeta,
}

/// Whether there is more.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct MessagesMeta {
    /// There are more in this direction; request them with the last id as `before`, or the first as
    /// `after`.
    has_more: bool,
}

pub(crate) const ENDPOINT: Endpoint =
    Endpoint::scope(Scope::MessagesRead).fails(&[Failure::NotFound, Failure::NotSupported]);

/// Get chat messages
///
/// Newest first; with `after`, the messages that follow that one, oldest first. `before` and
/// `after` name a message of this chat and exclude each other.
#[utoipa::path(
    get,
    path = "/instances/{id}/chats/{chatId}/messages",
    tag = "chats",
    params(ChatPath, MessagesQuery),
    responses((status = 200, body = MessagesView))
)]
pub(crate) async fn list_chat_messages(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<ChatPath>,
    ApiQuery(query): ApiQuery<MessagesQuery>,
) -> Reply<MessagesView> {
    Ok(Json(messages_of(&app, &caller, path.id, &path.chat_id, query).await?))
}

/// A part of a chat's messages.
pub(crate) async fn messages_of(
    app: &App,
    caller: &Caller,
    instance: InstanceId,
    chat: &str,
    query: MessagesQuery,
) -> Result<MessagesView, ApiError> {
    let limit = query.limit.unwrap_or(DEFAULT_LIMIT);
    if !(1..=MAX_LIMIT).contains(&limit) {
        return Err(ApiError::invalid("limit", format!("must be from 1 to {MAX_LIMIT}")));
    }
    let range = MessageRange { before: query.before, after: query.after, limit };
    let page = messages::list(app, caller, instance, chat, range).await?;
    let meta = MessagesMeta { has_more: page.next.is_some() };
    Ok(MessagesView { items: views_of(app, page.items).await?, meta })
}

/// Messages with what is stored beside them.
pub(crate) async fn views_of(
    app: &App,
    mut found: Vec<Message>,
) -> Result<Vec<MessageView>, ApiError> {
    messages::name_senders(app, &mut found).await?;
    let files = found.iter().filter(|message| message.content.media().is_some());
    let readings = media_processing::readings(app, files.map(|message| message.id)).await?;
    let ids: Vec<MessageId> = found.iter().map(|message| message.id).collect();
    let starred = account_state::starred(app, &ids).await?;
    let kept = messages::kept(app, &ids).await?;
    let labels = account_state::labels_of_messages(app, &ids).await?;
    let path = app.public_path();
    let view = |message| {
        MessageView::from(message)
            .with_readings(&readings)
            .with_star(&starred)
            .with_kept(&kept)
            .with_labels(&labels)
            .below(path)
    };
    Ok(found.into_iter().map(view).collect())
}
