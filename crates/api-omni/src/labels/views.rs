use omni_domain::chat_state::Label;
use serde::Serialize;
use utoipa::ToSchema;

/// A label that chats can have.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LabelView {
    /// The channel's id of it; this server's where the channel has no labels.
    #[schema(example = "1")]
    id: String,
    #[schema(example = "New customer")]
    name: String,
    /// The number of its colour in the channel's palette.
    color: i32,
}

impl From<Label> for LabelView {
    fn from(label: Label) -> Self {
        Self { id: label.id, name: label.name, color: label.color }
    }
}
