use crate::chats::{MessageView, views_of};
use crate::choices::ChannelChoice;
use crate::shapes::{ListView, Reply};
use axum::Json;
use axum::extract::State;
use omni_app::messages::{FoundMessage, MessageSearch};
use omni_app::{App, messages};
use omni_domain::access::Scope;
use omni_domain::conversation::Chat;
use omni_domain::ids::{ChatId, InstanceId};
use omni_domain::instance::ChannelType;
use omni_domain::page::Page;
use omni_http::{ApiQuery, Auth, Endpoint, PageParams, PageQuery};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub(crate) struct MessageSearchQuery {
    /// Words, without regard to case and accents; all must occur, and the last may be a prefix.
    #[param(min_length = 1, max_length = 1000, example = "invoice")]
    query: String,
    /// Only of this instance.
    #[param(value_type = Option<Uuid>)]
    instance_id: Option<InstanceId>,
    /// Only on these channels; comma-separated or repeated.
    #[serde(default)]
    #[param(inline, value_type = Vec<ChannelChoice>)]
    channel: Vec<ChannelType>,
    /// Only in the chat of this id.
    #[param(value_type = Option<Uuid>)]
    chat_id: Option<ChatId>,
}

impl From<MessageSearchQuery> for MessageSearch {
    fn from(query: MessageSearchQuery) -> Self {
        Self {
            text: query.query,
            instance_id: query.instance_id,
            channels: query.channel,
            chat_id: query.chat_id,
        }
    }
}

/// A message that was found.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FoundMessageView {
    message: MessageView,
    chat: FoundChatView,
}

/// The chat of a message that was found.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct FoundChatView {
    id: Uuid,
    /// The channel's address of the chat.
    #[schema(example = "5511999998888@s.whatsapp.net")]
    external_id: String,
    /// `dm`, `group`, `channel`, `thread` or `broadcast`.
    #[schema(example = "dm")]
    chat_type: &'static str,
    name: Option<String>,
}

impl From<Chat> for FoundChatView {
    fn from(chat: Chat) -> Self {
        Self {
            id: chat.id.uuid(),
            external_id: chat.address.id,
            chat_type: chat.chat_type.as_str(),
            name: chat.name,
        }
    }
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::MessagesRead);

/// Search messages
///
/// Newest first, of all instances that the key may read. Finds texts and captions, also earlier ones of
/// edited messages, and the readings of files; synced history as well, each message for as long as
/// it is stored.
#[utoipa::path(
    get,
    path = "/messages/search",
    tag = "messages",
    params(MessageSearchQuery, PageParams),
    responses((status = 200, body = ListView<FoundMessageView>))
)]
pub(crate) async fn search_messages(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiQuery(query): ApiQuery<MessageSearchQuery>,
    PageQuery(page): PageQuery,
) -> Reply<ListView<FoundMessageView>> {
    let found = messages::search(&app, &caller, query.into(), page).await?;
    let (rows, chats): (Vec<_>, Vec<_>) =
        found.items.into_iter().map(|FoundMessage { message, chat }| (message, chat)).unzip();
    let views = views_of(&app, rows).await?;
    let items = views.into_iter().zip(chats).collect();
    let page = Page { items, next: found.next };
    let view =
        |(message, chat): (MessageView, Chat)| FoundMessageView { message, chat: chat.into() };
    Ok(Json(ListView::of(page, view)))
}
