use super::path::NewsletterPath;
use crate::failures::FAILURES;
use crate::shapes::{Reply, Time};
use axum::Json;
use axum::extract::State;
use omni_app::App;
use omni_app::newsletters::{self, NewsletterPost, PostsQuery};
use omni_domain::access::Scope;
use omni_http::{ApiPath, ApiQuery, Auth, Endpoint};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub(crate) struct NewsletterPostsQuery {
    /// Maximum number of posts.
    #[param(minimum = 1, maximum = 100, default = 20)]
    limit: Option<u32>,
    /// Only those before the post of this number.
    before: Option<u64>,
}

/// How many readers chose an emoji.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReactionCountView {
    /// The emoji.
    #[schema(example = "👍")]
    emoji: String,
    /// How many.
    count: u64,
}

/// A post of a newsletter.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct NewsletterPostView {
    /// Its id on the channel.
    external_id: String,
    /// Its number in the newsletter, for `before`.
    number: u64,
    /// Kind of content, as of a message.
    content_type: String,
    /// Its text or caption.
    text: Option<String>,
    /// The account wrote it.
    from_me: bool,
    /// What its readers chose.
    reactions: Vec<ReactionCountView>,
    /// When it was posted.
    timestamp: Time,
}

impl From<NewsletterPost> for NewsletterPostView {
    fn from(post: NewsletterPost) -> Self {
        let reaction = |(emoji, count)| ReactionCountView { emoji, count };
        Self {
            external_id: post.external_id,
            number: post.number,
            content_type: post.kind,
            text: post.text,
            from_me: post.from_me,
            reactions: post.reactions.into_iter().map(reaction).collect(),
            timestamp: post.at.into(),
        }
    }
}

/// Posts of a newsletter.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct NewsletterPosts {
    items: Vec<NewsletterPostView>,
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::MessagesRead).fails(FAILURES);

/// List newsletter posts
///
/// As the network has them now, also those from before the account followed it; the newest first.
#[utoipa::path(
    get,
    path = "/instances/{id}/newsletters/{newsletterId}/posts",
    tag = "newsletters",
    params(NewsletterPath, NewsletterPostsQuery),
    responses((status = 200, body = NewsletterPosts))
)]
pub(crate) async fn list_newsletter_posts(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<NewsletterPath>,
    ApiQuery(query): ApiQuery<NewsletterPostsQuery>,
) -> Reply<NewsletterPosts> {
    let wanted = PostsQuery { limit: query.limit, before: query.before };
    let posts = newsletters::posts(&app, &caller, path.id, &path.newsletter_id, wanted).await?;
    Ok(Json(NewsletterPosts { items: posts.into_iter().map(Into::into).collect() }))
}
