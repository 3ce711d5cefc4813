use super::ChannelPath;
use crate::account::{Account, AccountQuery};
use crate::messages::{Outgoing, SendHeaders, SentView, send};
use axum::extract::State;
use axum::response::Response;
use omni_app::App;
use omni_app::messages::SendBody;
use omni_domain::access::Scope;
use omni_http::{ApiError, ApiJson, ApiPath, Endpoint, IdempotencyKey};
use serde::Deserialize;
use utoipa::ToSchema;

/// A text to post.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct PostRequest {
    #[schema(min_length = 1, example = "We open at nine.")]
    body: String,
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::MessagesSend);

/// Post to channel
///
/// A text; files are posted with `POST /messages/media` and the channel's address as `to`.
#[utoipa::path(
    post,
    path = "/channels/{id}/messages",
    tag = "channels",
    params(ChannelPath, AccountQuery, SendHeaders),
    request_body = PostRequest,
    responses((status = 200, body = SentView), (status = 202, body = SentView))
)]
pub(crate) async fn post_to_channel(
    State(app): State<App>,
    account: Account,
    IdempotencyKey(key): IdempotencyKey,
    ApiPath(path): ApiPath<ChannelPath>,
    ApiJson(body): ApiJson<PostRequest>,
) -> Result<Response, ApiError> {
    let outgoing = Outgoing { to: path.id, ..Outgoing::default() };
    send(&app, &account, key, outgoing, SendBody::Text(body.body)).await
}
