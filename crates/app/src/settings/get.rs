use super::value::SettingView;
use super::{catalog, is_reserved};
use crate::app::App;
use crate::error::Error;
use crate::keys;
use omni_domain::access::Caller;

/// One setting: what is set, or a known one's default.
pub async fn get(app: &App, caller: &Caller, key: &str) -> Result<SettingView, Error> {
    keys::require(caller, "settings:read")?;
    if is_reserved(key) {
        return Err(Error::not_found("setting", key));
    }
    if let Some(setting) = app.store.get_setting(caller.tenant_id, key).await? {
        return Ok(SettingView::stored(setting));
    }
    catalog::known(key).map(SettingView::unset).ok_or_else(|| Error::not_found("setting", key))
}
