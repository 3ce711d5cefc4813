use super::ProviderDetails;
use crate::app::App;
use crate::error::Error;
use crate::keys;
use omni_domain::access::Caller;
use omni_domain::page::{Page, PageRequest};

/// The providers, oldest first.
pub async fn list(
    app: &App,
    caller: &Caller,
    page: PageRequest,
) -> Result<Page<ProviderDetails>, Error> {
    keys::require(caller, "settings:read")?;
    let page = app.store.list_providers(caller.tenant_id, page).await?;
    Ok(page.map(ProviderDetails::from))
}
