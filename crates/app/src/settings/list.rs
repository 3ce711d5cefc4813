use super::value::SettingView;
use super::{catalog, is_reserved};
use crate::app::App;
use crate::authorization;
use crate::error::Error;
use omni_domain::access::{Caller, Scope};

/// Every setting by name: those with a value, and the defaults of known ones.
pub async fn list(
    app: &App,
    caller: &Caller,
    category: Option<&str>,
) -> Result<Vec<SettingView>, Error> {
    authorization::require(caller, Scope::SettingsRead)?;
    let stored = app.store.list_settings(caller.tenant_id).await?;
    let unset = catalog::CATALOG
        .iter()
        .filter(|known| !stored.iter().any(|one| one.key == known.key))
        .map(SettingView::unset)
        .collect::<Vec<_>>();
    let mut settings: Vec<SettingView> = stored
        .into_iter()
        .filter(|setting| !is_reserved(&setting.key))
        .map(SettingView::stored)
        .chain(unset)
        .filter(|view| category.is_none_or(|category| view.category == category))
        .collect();
    settings.sort_by(|one, other| one.key.cmp(&other.key));
    Ok(settings)
}
