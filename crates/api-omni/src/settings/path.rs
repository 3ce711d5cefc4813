use serde::Deserialize;
use utoipa::IntoParams;

#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(super) struct SettingPath {
    /// The setting's name, such as `media.default_language`.
    pub(super) key: String,
}
