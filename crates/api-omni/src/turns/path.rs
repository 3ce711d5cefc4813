use omni_domain::ids::{InstanceId, TurnId};
use serde::Deserialize;
use utoipa::IntoParams;

#[derive(Debug, Clone, Copy, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(super) struct TurnPath {
    /// The turn's id.
    #[param(value_type = Uuid)]
    pub(super) id: TurnId,
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Path)]
pub(super) struct ChatAgentPath {
    /// The instance's id.
    #[param(value_type = Uuid)]
    pub(super) id: InstanceId,
    /// The chat: its internal id or an address of it.
    pub(super) chat_id: String,
}
