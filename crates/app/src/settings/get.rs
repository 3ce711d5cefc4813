use super::value::SettingView;
use super::{catalog, is_reserved};
use crate::app::App;
use crate::authorization;
use crate::error::Error;
use omni_domain::access::{Caller, Scope};

/// One setting: its value, or a known one's default.
pub async fn get(app: &App, caller: &Caller, key: &str) -> Result<SettingView, Error> {
    authorization::require(caller, Scope::SettingsRead)?;
    if is_reserved(key) {
        return Err(Error::not_found("setting", key));
    }
    if let Some(setting) = app.store.get_setting(caller.tenant_id, key).await? {
        return Ok(SettingView::stored(setting));
    }
    catalog::known(key).map(SettingView::unset).ok_or_else(|| Error::not_found("setting", key))
}
