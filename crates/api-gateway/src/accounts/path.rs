use crate::account::AccountId;
use crate::address::NETWORK;
use omni_app::instances::InstanceDetails;
use omni_app::{App, Caller, Error, instances};
use omni_http::ApiError;
use serde::Deserialize;
use utoipa::IntoParams;

#[derive(Debug, Clone, Copy, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct AccountPath {
    /// The account's id.
    #[param(value_type = String, example = "acc_0194b2c0000070008000000000000001")]
    pub(crate) id: AccountId,
}

/// The account of a path. An instance of another network is none.
pub(crate) async fn require_account(
    app: &App,
    caller: &Caller,
    id: AccountId,
) -> Result<InstanceDetails, ApiError> {
    let details = instances::get(app, caller, id.0).await?;
    if details.instance.channel == NETWORK {
        return Ok(details);
    }
    Err(Error::not_found("account", id).into())
}
