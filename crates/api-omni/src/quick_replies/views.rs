use crate::shapes::Time;
use omni_domain::ids::InstanceId;
use omni_domain::quick_reply::QuickReply;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// A text that people insert by a shortcut.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct QuickReplyView {
    id: Uuid,
    /// Only for this instance; `null` is all instances.
    instance_id: Option<Uuid>,
    /// Unique.
    #[schema(example = "hours")]
    shortcut: String,
    #[schema(example = "Opening hours")]
    title: String,
    /// The client fills in `{{name}}` (of the person in the chat), `{{phone}}` (their number) and
    /// `{{agent}}` (the name of the user who answers).
    #[schema(example = "Hello {{name}}, we are open from 9 to 6.")]
    text: String,
    created_at: Time,
    updated_at: Time,
}

impl From<QuickReply> for QuickReplyView {
    fn from(reply: QuickReply) -> Self {
        Self {
            id: reply.id.uuid(),
            instance_id: reply.instance_id.map(InstanceId::uuid),
            shortcut: reply.shortcut,
            title: reply.title,
            text: reply.text,
            created_at: reply.created_at.into(),
            updated_at: reply.updated_at.into(),
        }
    }
}
