use super::views::ChannelView;
use crate::account::{Account, AccountQuery};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use omni_app::App;
use omni_app::newsletters::{self, NewNewsletter};
use omni_domain::access::Scope;
use omni_http::{ApiError, Endpoint, MediaJson};
use serde::Deserialize;
use utoipa::ToSchema;

/// A new channel.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct CreateChannelRequest {
    #[schema(min_length = 1, max_length = 100, example = "News")]
    name: String,
    #[schema(max_length = 2048)]
    description: Option<String>,
    /// The picture: a URL, or base64. PNG, JPEG, GIF or WebP, at most 10 MiB; it is cut to a square.
    newsletter_pic: Option<String>,
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::MessagesSend).with_files();

/// Create channel
#[utoipa::path(
    post,
    path = "/channels",
    tag = "channels",
    params(AccountQuery),
    request_body = CreateChannelRequest,
    responses((status = 201, body = ChannelView))
)]
pub(crate) async fn create_channel(
    State(app): State<App>,
    account: Account,
    MediaJson(body): MediaJson<CreateChannelRequest>,
) -> Result<(StatusCode, Json<ChannelView>), ApiError> {
    let CreateChannelRequest { name, description, newsletter_pic: picture } = body;
    let new = NewNewsletter { name, description, picture };
    let made = newsletters::create(&app, &account.caller, account.id, new).await?;
    Ok((StatusCode::CREATED, Json(made.into())))
}
