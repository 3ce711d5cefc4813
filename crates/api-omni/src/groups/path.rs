use omni_domain::ids::InstanceId;
use serde::Deserialize;
use utoipa::IntoParams;

#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Path)]
pub(crate) struct GroupPath {
    /// The instance's id.
    #[param(value_type = Uuid)]
    pub(crate) id: InstanceId,
    /// The group: its chat's id, or its address on the channel.
    pub(crate) group_id: String,
}
