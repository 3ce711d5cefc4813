use super::{catalog, is_reserved};
use crate::app::App;
use crate::authorization;
use crate::error::Error;
use omni_domain::Timestamp;
use omni_domain::access::{Caller, Scope};
use omni_storage::SettingChange;

/// The newest changes of a setting, newest first. Secrets are masked when they are written.
pub async fn history(
    app: &App,
    caller: &Caller,
    key: &str,
    since: Option<Timestamp>,
    limit: u32,
) -> Result<Vec<SettingChange>, Error> {
    authorization::require(caller, Scope::SettingsRead)?;
    let unknown = || Error::not_found("setting", key);
    if is_reserved(key) {
        return Err(unknown());
    }
    let tenant = caller.tenant_id;
    let changes = app.store.list_setting_changes(tenant, key, since, limit).await?;
    if changes.is_empty() && catalog::known(key).is_none() {
        // Nothing since then, or nothing ever?
        let any = app.store.list_setting_changes(tenant, key, None, 1).await?;
        if any.is_empty() {
            return Err(unknown());
        }
    }
    Ok(changes)
}
