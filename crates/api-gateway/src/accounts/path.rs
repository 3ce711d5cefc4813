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

/// Refuses a path to what is no account, as an instance of another network. What the caller may do with
/// the account is not decided here.
pub(crate) async fn require_account(
    app: &App,
    caller: &Caller,
    id: AccountId,
) -> Result<(), ApiError> {
    if instances::channel_of(app, caller, id.0).await? == Some(NETWORK) {
        return Ok(());
    }
    Err(Error::not_found("account", id).into())
}

/// The account of a path.
pub(super) async fn load_account(
    app: &App,
    caller: &Caller,
    id: AccountId,
) -> Result<InstanceDetails, ApiError> {
    require_account(app, caller, id).await?;
    Ok(instances::get(app, caller, id.0).await?)
}
