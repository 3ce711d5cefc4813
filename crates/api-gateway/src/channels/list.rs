use super::views::ChannelView;
use crate::account::{Account, AccountQuery};
use crate::shapes::{ListView, PageParams, Reply};
use axum::Json;
use axum::extract::State;
use omni_app::{App, newsletters};
use omni_domain::access::Scope;
use omni_http::{ApiQuery, Endpoint};

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::MessagesRead);

/// List channels
///
/// Those that the account follows, its own included, as the network has them now.
#[utoipa::path(
    get,
    path = "/channels",
    tag = "channels",
    params(PageParams, AccountQuery),
    responses((status = 200, body = ListView<ChannelView>))
)]
pub(crate) async fn list_channels(
    State(app): State<App>,
    account: Account,
    ApiQuery(params): ApiQuery<PageParams>,
) -> Reply<ListView<ChannelView>> {
    // Before the network is asked.
    params.limit()?;
    let followed = newsletters::list(&app, &account.caller, account.id).await?;
    let all: Vec<ChannelView> = followed.into_iter().map(ChannelView::from).collect();
    Ok(Json(ListView::cut(all, &params, |row| &row.id)?))
}
