use super::ChannelPath;
use super::views::ChannelView;
use crate::account::{Account, AccountQuery};
use crate::shapes::{Reply, Success};
use axum::Json;
use axum::extract::State;
use omni_app::{App, newsletters};
use omni_domain::access::Scope;
use omni_http::{ApiPath, Endpoint};

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::MessagesSend);

/// Follow channel
///
/// By its address, or by the code of its invite link.
#[utoipa::path(
    post,
    path = "/channels/{id}/subscription",
    tag = "channels",
    params(ChannelPath, AccountQuery),
    responses((status = 200, body = ChannelView))
)]
pub(crate) async fn follow_channel(
    State(app): State<App>,
    account: Account,
    ApiPath(path): ApiPath<ChannelPath>,
) -> Reply<ChannelView> {
    let followed = newsletters::follow(&app, &account.caller, account.id, &path.id).await?;
    Ok(Json(followed.into()))
}

/// Unfollow channel
#[utoipa::path(
    delete,
    path = "/channels/{id}/subscription",
    tag = "channels",
    params(ChannelPath, AccountQuery),
    responses((status = 200, body = Success))
)]
pub(crate) async fn unfollow_channel(
    State(app): State<App>,
    account: Account,
    ApiPath(path): ApiPath<ChannelPath>,
) -> Reply<Success> {
    newsletters::unfollow(&app, &account.caller, account.id, &path.id).await?;
    Ok(Success::reply())
}
