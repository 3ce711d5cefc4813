use omni_domain::ids::InstanceId;
use serde::Deserialize;
use utoipa::IntoParams;

#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Path)]
pub(super) struct NewsletterPath {
    /// The instance's id.
    #[param(value_type = Uuid)]
    pub(super) id: InstanceId,
    /// The newsletter: its chat's id, or its address on the channel.
    pub(super) newsletter_id: String,
}
