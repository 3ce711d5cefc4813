use super::ChannelPath;
use crate::account::{Account, AccountQuery};
use crate::shapes::{ListView, PageParams, Reply, Time, bad_cursor};
use axum::Json;
use axum::extract::State;
use omni_app::App;
use omni_app::newsletters::{self, NewsletterPost, PostsQuery};
use omni_domain::access::Scope;
use omni_http::{ApiPath, ApiQuery, Endpoint};
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// A post of a channel.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PostView {
    /// The network's id of it.
    id: String,
    /// Its number in the channel, which grows.
    number: u64,
    /// The kind of its content.
    #[serde(rename = "type")]
    #[schema(example = "text")]
    kind: String,
    body: Option<String>,
    from_me: bool,
    timestamp: Time,
    /// How many readers chose each emoji.
    reactions: BTreeMap<String, u64>,
}

impl From<NewsletterPost> for PostView {
    fn from(post: NewsletterPost) -> Self {
        Self {
            id: post.external_id,
            number: post.number,
            kind: post.kind,
            body: post.text,
            from_me: post.from_me,
            timestamp: post.at.into(),
            reactions: post.reactions.into_iter().collect(),
        }
    }
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::MessagesRead);

/// List channel messages
///
/// The newest first, as the network has them now.
#[utoipa::path(
    get,
    path = "/channels/{id}/messages",
    tag = "channels",
    params(ChannelPath, PageParams, AccountQuery),
    responses((status = 200, body = ListView<PostView>))
)]
pub(crate) async fn list_channel_messages(
    State(app): State<App>,
    account: Account,
    ApiPath(path): ApiPath<ChannelPath>,
    ApiQuery(params): ApiQuery<PageParams>,
) -> Reply<ListView<PostView>> {
    let limit = params.limit()?;
    let before = params.cursor().map(str::parse::<u64>).transpose().map_err(|_| bad_cursor())?;
    let query = PostsQuery { limit: Some(limit), before };
    let Account { caller, id } = account;
    let page = newsletters::page(&app, &caller, id, &path.id, query).await?;
    let last = page.posts.last().map(|post| post.number.to_string());
    let next_cursor = last.filter(|_| page.has_more);
    let items = page.posts.into_iter().map(PostView::from).collect();
    Ok(Json(ListView { items, next_cursor }))
}
