use omni_domain::ids::InstanceId;
use serde::Deserialize;
use utoipa::IntoParams;

#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Path)]
pub(super) struct CallPath {
    /// The instance's id.
    #[param(value_type = Uuid)]
    pub(super) id: InstanceId,
    /// The call's id, as the event `call.received` has it.
    pub(super) call_id: String,
}
