use super::views::ChannelView;
use crate::account::{Account, AccountQuery};
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::{App, newsletters};
use omni_domain::access::Scope;
use omni_http::{ApiPath, Endpoint};
use serde::Deserialize;
use utoipa::IntoParams;

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct ChannelInvitePath {
    /// The code of the invite link: its last part.
    #[param(example = "0029VaAbCdEfGhIjKlMnOp")]
    code: String,
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::MessagesRead);

/// Get channel of invite
///
/// What the link leads to, without following it.
#[utoipa::path(
    get,
    path = "/channels/link/{code}",
    tag = "channels",
    params(ChannelInvitePath, AccountQuery),
    responses((status = 200, body = ChannelView))
)]
pub(crate) async fn get_invited_channel(
    State(app): State<App>,
    account: Account,
    ApiPath(path): ApiPath<ChannelInvitePath>,
) -> Reply<ChannelView> {
    let found = newsletters::find(&app, &account.caller, account.id, &path.code).await?;
    Ok(Json(found.into()))
}
