use serde::Deserialize;
use utoipa::IntoParams;

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct ChatPath {
    /// The chat: its id, its address, or the digits of a number.
    pub(crate) id: String,
}
