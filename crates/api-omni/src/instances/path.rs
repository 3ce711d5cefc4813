use omni_domain::ids::InstanceId;
use serde::Deserialize;
use utoipa::IntoParams;

#[derive(Debug, Clone, Copy, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct InstancePath {
    /// The instance's id.
    #[param(value_type = Uuid)]
    pub(crate) id: InstanceId,
}
