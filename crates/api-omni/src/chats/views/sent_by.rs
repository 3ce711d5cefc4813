use omni_domain::message::SentBy;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// The user who sent a message: signed in to the dashboard, or with a token of their own.
#[derive(Debug, PartialEq, Serialize, ToSchema)]
pub(crate) struct SentByView {
    /// `user`.
    #[serde(rename = "type")]
    #[schema(example = "user")]
    kind: &'static str,
    id: Uuid,
    /// Their name; `null` once the user is deleted.
    #[schema(example = "Ann Lee")]
    name: Option<String>,
}

impl From<SentBy> for SentByView {
    fn from(by: SentBy) -> Self {
        let SentBy::User { id, name } = by;
        Self { kind: "user", id: id.uuid(), name }
    }
}
