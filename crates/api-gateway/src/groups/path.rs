use serde::Deserialize;
use utoipa::IntoParams;

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(super) struct GroupPath {
    /// The group: its address or its chat's id.
    #[param(example = "120363000000000001@g.us")]
    pub(super) id: String,
}
