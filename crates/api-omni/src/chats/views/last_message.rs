use super::SentByView;
use omni_domain::conversation::LastMessage;
use omni_domain::message::Direction;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// The newest message of a chat.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct LastMessageView {
    id: Uuid,
    is_from_me: bool,
    /// `realtime`, `sync`, `api`, `agent` or `device`.
    source: &'static str,
    /// `received`, `undecryptable`, `queued`, `sent`, `delivered`, `read` or `failed`.
    #[schema(example = "delivered")]
    status: &'static str,
    /// The name of who wrote it, if it is known.
    sender_name: Option<String>,
    /// The user who sent it, if one did.
    #[serde(skip_serializing_if = "Option::is_none")]
    sent_by: Option<SentByView>,
}

impl From<LastMessage> for LastMessageView {
    fn from(message: LastMessage) -> Self {
        Self {
            id: message.id.uuid(),
            is_from_me: message.direction == Direction::Outbound,
            source: message.source.as_str(),
            status: message.status.as_str(),
            sender_name: message.sender_name,
            sent_by: message.sent_by.map(SentByView::from),
        }
    }
}
