use omni_domain::ids::{WebhookDeliveryId, WebhookEndpointId};
use serde::Deserialize;
use utoipa::IntoParams;

#[derive(Debug, Clone, Copy, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(super) struct EndpointPath {
    /// The endpoint's id.
    #[param(value_type = Uuid)]
    pub(super) id: WebhookEndpointId,
}

#[derive(Debug, Clone, Copy, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(super) struct DeliveryPath {
    /// The delivery's id.
    #[param(value_type = Uuid)]
    pub(super) id: WebhookDeliveryId,
}
