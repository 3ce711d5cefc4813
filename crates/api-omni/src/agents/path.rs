use omni_domain::ids::AgentId;
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
