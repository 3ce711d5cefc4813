use omni_domain::ids::{AttendantId, EntryPointId};
use serde::Deserialize;
use utoipa::IntoParams;

#[derive(Debug, Clone, Copy, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(super) struct EntryPointPath {
    /// The entry point's id.
    #[param(value_type = Uuid)]
    pub(super) id: EntryPointId,
}

#[derive(Debug, Clone, Copy, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(super) struct AttendantPath {
    /// The attendant's id.
    #[param(value_type = Uuid)]
    pub(super) id: AttendantId,
}
