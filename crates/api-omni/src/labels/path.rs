use omni_domain::ids::InstanceId;
use serde::Deserialize;
use utoipa::IntoParams;

#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Path)]
pub(super) struct LabelPath {
    /// The instance's id.
    #[param(value_type = Uuid)]
    pub(super) id: InstanceId,
    /// The label's id.
    pub(super) label_id: String,
}
