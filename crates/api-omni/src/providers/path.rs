use omni_domain::ids::ProviderId;
use serde::Deserialize;
use utoipa::IntoParams;

#[derive(Debug, Clone, Copy, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(super) struct ProviderPath {
    /// The provider's id.
    #[param(value_type = Uuid)]
    pub(super) id: ProviderId,
}
