use super::change::EndpointDetails;
use super::load;
use crate::app::App;
use crate::error::Error;
use omni_domain::access::{Caller, Scope};
use omni_domain::ids::WebhookEndpointId;

/// An endpoint.
pub async fn get(
    app: &App,
    caller: &Caller,
    id: WebhookEndpointId,
) -> Result<EndpointDetails, Error> {
    get_for(app, caller, Scope::WebhooksRead, id).await
}

/// An endpoint, for a caller with this scope.
pub async fn get_for(
    app: &App,
    caller: &Caller,
    scope: Scope,
    id: WebhookEndpointId,
) -> Result<EndpointDetails, Error> {
    Ok(load(app, caller, scope, id).await?.into())
}
