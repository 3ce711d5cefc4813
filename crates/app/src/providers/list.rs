use super::ProviderDetails;
use crate::app::App;
use crate::authorization;
use crate::error::Error;
use omni_domain::access::{Caller, Scope};
use omni_domain::page::{Page, PageRequest};

/// The providers, oldest first.
pub async fn list(
    app: &App,
    caller: &Caller,
    page: PageRequest,
) -> Result<Page<ProviderDetails>, Error> {
    authorization::require(caller, Scope::SettingsRead)?;
    let page = app.store.list_providers(caller.tenant_id, page).await?;
    Ok(page.map(ProviderDetails::from))
}
