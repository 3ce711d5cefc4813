use super::ChannelPath;
use super::views::ChannelView;
use crate::account::{Account, AccountQuery};
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::{App, Error, newsletters};
use omni_http::{ApiError, ApiPath};

/// Get channel
#[utoipa::path(
    get,
    path = "/channels/{id}",
    tag = "channels",
    params(ChannelPath, AccountQuery),
    responses((status = 200, body = ChannelView))
)]
pub(crate) async fn get_channel(
    State(app): State<App>,
    account: Account,
    ApiPath(path): ApiPath<ChannelPath>,
) -> Reply<ChannelView> {
    let followed = newsletters::list(&app, &account.caller, account.id).await?;
    let found = followed.into_iter().find(|one| one.address.id == path.id);
    let missing = || ApiError::from(Error::not_found("channel", &path.id));
    Ok(Json(found.map(ChannelView::from).ok_or_else(missing)?))
}
