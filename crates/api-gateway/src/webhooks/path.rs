use crate::account::AccountId;
use omni_app::webhooks::EndpointDetails;
use omni_app::{App, Caller, Error, webhooks};
use omni_domain::access::Scope;
use omni_domain::ids::WebhookEndpointId;
use omni_domain::webhook::{Endpoint, Envelope};
use omni_http::ApiError;
use serde::Deserialize;
use utoipa::IntoParams;

#[derive(Debug, Clone, Copy, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(super) struct WebhookPath {
    /// The account's id.
    #[param(value_type = String, example = "acc_0194b2c0000070008000000000000001")]
    pub(super) id: AccountId,
    /// The webhook's id.
    #[param(value_type = Uuid)]
    pub(super) webhook_id: WebhookEndpointId,
}

/// Whether an endpoint is a webhook of this account, made here.
pub(super) fn is_of(endpoint: &Endpoint, account: AccountId) -> bool {
    let is_its = endpoint.filter.instance_ids.as_deref() == Some([account.0].as_slice());
    endpoint.envelope == Envelope::Gateway && is_its
}

/// The webhook of a path, for a caller with this scope.
pub(super) async fn find(
    app: &App,
    caller: &Caller,
    scope: Scope,
    path: WebhookPath,
) -> Result<EndpointDetails, ApiError> {
    let details = webhooks::get_for(app, caller, scope, path.webhook_id).await?;
    if is_of(&details.endpoint, path.id) {
        return Ok(details);
    }
    Err(Error::not_found("webhook", path.webhook_id).into())
}
