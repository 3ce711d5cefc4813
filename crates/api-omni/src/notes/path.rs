use omni_domain::ids::{InstanceId, NoteId};
use serde::Deserialize;
use utoipa::IntoParams;

#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Path)]
pub(super) struct NotePath {
    /// The instance's id.
    #[param(value_type = Uuid)]
    pub(super) id: InstanceId,
    /// The chat: its internal id or an address of it (`5511999998888@s.whatsapp.net`).
    pub(super) chat_id: String,
    /// The note's id.
    #[param(value_type = Uuid)]
    pub(super) note_id: NoteId,
}
