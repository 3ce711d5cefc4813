use super::{ProviderDetails, load};
use crate::app::App;
use crate::authorization;
use crate::error::Error;
use omni_domain::access::{Caller, Scope};
use omni_domain::ids::ProviderId;

/// One provider.
pub async fn get(app: &App, caller: &Caller, id: ProviderId) -> Result<ProviderDetails, Error> {
    authorization::require(caller, Scope::SettingsRead)?;
    Ok(load(app, caller.tenant_id, id).await?.into())
}
