use omni_domain::ids::BatchJobId;
use serde::Deserialize;
use utoipa::IntoParams;

#[derive(Debug, Clone, Copy, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(super) struct BatchPath {
    /// The batch job's id.
    #[param(value_type = Uuid)]
    pub(super) id: BatchJobId,
}
