use super::{ProviderDetails, load};
use crate::app::App;
use crate::error::Error;
use crate::keys;
use omni_domain::access::Caller;
use omni_domain::ids::ProviderId;

/// One provider.
pub async fn get(app: &App, caller: &Caller, id: ProviderId) -> Result<ProviderDetails, Error> {
    keys::require(caller, "settings:read")?;
    Ok(load(app, caller.tenant_id, id).await?.into())
}
