use super::ChannelPath;
use super::views::ChannelView;
use crate::account::{Account, AccountQuery};
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::App;
use omni_app::newsletters::{self, NewsletterPatch};
use omni_domain::access::Scope;
use omni_http::{ApiPath, Endpoint, MediaJson};
use serde::Deserialize;
use utoipa::ToSchema;

/// Changes of a channel; at least one.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(min_properties = 1)]
pub(crate) struct UpdateChannelRequest {
    #[schema(min_length = 1, max_length = 100, example = "News")]
    name: Option<String>,
    /// An empty one removes it.
    #[schema(max_length = 2048)]
    description: Option<String>,
    /// The picture: a URL, or base64; an empty one removes it. PNG, JPEG, GIF or WebP, at most 10 MiB; it
    /// is cut to a square.
    newsletter_pic: Option<String>,
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::MessagesSend).with_files();

/// Update channel
///
/// One that the account runs.
#[utoipa::path(
    patch,
    path = "/channels/{id}",
    tag = "channels",
    params(ChannelPath, AccountQuery),
    request_body = UpdateChannelRequest,
    responses((status = 200, body = ChannelView))
)]
pub(crate) async fn update_channel(
    State(app): State<App>,
    account: Account,
    ApiPath(path): ApiPath<ChannelPath>,
    MediaJson(body): MediaJson<UpdateChannelRequest>,
) -> Reply<ChannelView> {
    let (Account { caller, id }, channel) = (account, &path.id);
    let UpdateChannelRequest { name, description, newsletter_pic: picture } = body;
    let patch = NewsletterPatch { name, description, picture };
    let changed = newsletters::change(&app, &caller, id, channel, patch).await?;
    Ok(Json(changed.into()))
}
