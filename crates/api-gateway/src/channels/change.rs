use super::ChannelPath;
use super::views::ChannelView;
use crate::account::{Account, AccountQuery};
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::App;
use omni_app::newsletters::{self, NewsletterPatch};
use omni_domain::access::Scope;
use omni_http::{ApiJson, ApiPath, Endpoint};
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
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::MessagesSend);

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
    ApiJson(body): ApiJson<UpdateChannelRequest>,
) -> Reply<ChannelView> {
    let (Account { caller, id }, channel) = (account, &path.id);
    let patch = NewsletterPatch { name: body.name, description: body.description };
    let changed = newsletters::change(&app, &caller, id, channel, patch).await?;
    Ok(Json(changed.into()))
}
