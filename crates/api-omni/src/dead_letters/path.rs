use omni_domain::ids::JobId;
use serde::Deserialize;
use utoipa::IntoParams;

#[derive(Debug, Clone, Copy, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(super) struct DeadLetterPath {
    /// The job's id.
    #[param(value_type = Uuid)]
    pub(super) id: JobId,
}
