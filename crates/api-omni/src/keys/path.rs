use omni_domain::ids::ApiKeyId;
use serde::Deserialize;
use utoipa::IntoParams;

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct KeyPath {
    /// The key's id.
    #[param(value_type = Uuid)]
    pub(super) id: ApiKeyId,
}
