use omni_domain::ids::MessageId;
use serde::Deserialize;
use utoipa::IntoParams;

#[derive(Debug, Clone, Copy, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(super) struct ById {
    /// The message's internal id.
    #[param(value_type = Uuid)]
    pub(super) id: MessageId,
}
