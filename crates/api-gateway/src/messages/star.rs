use super::path::{MessagePath, find};
use crate::account::{Account, AccountQuery};
use crate::shapes::{Reply, Success};
use axum::extract::State;
use omni_app::{App, account_state};
use omni_domain::access::Scope;
use omni_http::{ApiPath, Endpoint, OptionalJson};
use serde::Deserialize;
use utoipa::ToSchema;

/// Whether a message has a star.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct StarRequest {
    #[schema(default = true)]
    starred: Option<bool>,
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::MessagesSend);

/// Star message
///
/// On all devices of the account; only it sees the star. `{"starred": false}` removes it.
#[utoipa::path(
    put,
    path = "/messages/{id}/star",
    tag = "messages",
    params(MessagePath, AccountQuery),
    request_body = Option<StarRequest>,
    responses((status = 200, body = Success))
)]
pub(crate) async fn star_message(
    State(app): State<App>,
    account: Account,
    ApiPath(path): ApiPath<MessagePath>,
    OptionalJson(body): OptionalJson<StarRequest>,
) -> Reply<Success> {
    let message = find(&app, &account, Scope::MessagesSend, &path).await?;
    let starred = body.and_then(|body| body.starred).unwrap_or(true);
    account_state::star_message(&app, &account.caller, message.id, starred).await?;
    Ok(Success::reply())
}
