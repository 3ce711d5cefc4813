use omni_domain::ids::{AgentDocumentId, AgentId};
use serde::Deserialize;
use utoipa::IntoParams;

#[derive(Debug, Clone, Copy, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(super) struct AgentPath {
    /// The agent's id.
    #[param(value_type = Uuid)]
    pub(super) id: AgentId,
}

#[derive(Debug, Clone, Copy, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(super) struct VersionPath {
    /// The agent's id.
    #[param(value_type = Uuid)]
    pub(super) id: AgentId,
    /// Which version, from 1.
    pub(super) number: i32,
}

#[derive(Debug, Clone, Copy, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Path)]
pub(super) struct DocumentPath {
    /// The agent's id.
    #[param(value_type = Uuid)]
    pub(super) id: AgentId,
    /// The document's id.
    #[param(value_type = Uuid)]
    pub(super) document_id: AgentDocumentId,
}
