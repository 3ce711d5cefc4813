use super::ChannelPath;
use crate::account::{Account, AccountQuery};
use crate::shapes::{Reply, Success};
use axum::extract::State;
use omni_app::{App, newsletters};
use omni_domain::access::Scope;
use omni_http::{ApiPath, Endpoint};

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::MessagesSend);

/// Delete channel
///
/// One that the account owns, for all who follow it. Its messages stay here.
#[utoipa::path(
    delete,
    path = "/channels/{id}",
    tag = "channels",
    params(ChannelPath, AccountQuery),
    responses((status = 200, body = Success))
)]
pub(crate) async fn delete_channel(
    State(app): State<App>,
    account: Account,
    ApiPath(path): ApiPath<ChannelPath>,
) -> Reply<Success> {
    newsletters::delete(&app, &account.caller, account.id, &path.id).await?;
    Ok(Success::reply())
}
