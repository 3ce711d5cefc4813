use super::Reader;
use crate::app::App;
use crate::error::{Error, Field};
use omni_channel::{NewsletterPost, PostsRequest};
use omni_domain::access::{Caller, Scope};
use omni_domain::ids::InstanceId;

/// Posts in one answer of the network.
pub(super) const MAX_POSTS: u32 = 100;
pub(super) const DEFAULT_POSTS: u32 = 20;

/// Which posts.
#[derive(Debug, Clone, Copy, Default)]
pub struct PostsQuery {
    /// At most so many.
    pub limit: Option<u32>,
    /// Only those before the one of this number.
    pub before: Option<u64>,
}

/// The posts of a newsletter as the network has them now, with the number of each reaction; the
/// newest first.
pub async fn posts(
    app: &App,
    caller: &Caller,
    id: InstanceId,
    newsletter: &str,
    query: PostsQuery,
) -> Result<Vec<NewsletterPost>, Error> {
    let count = query.limit.unwrap_or(DEFAULT_POSTS);
    if !(1..=MAX_POSTS).contains(&count) {
        let why = format!("must be from 1 to {MAX_POSTS}");
        return Err(Error::invalid(Field::NewsletterPosts, why));
    }
    let reader = Reader::load(app, caller, id, Scope::MessagesRead).await?;
    let newsletter = reader.newsletter(app, newsletter).await?;
    let wanted = PostsRequest { count, before: query.before };
    Ok(reader.newsletters()?.posts(&newsletter, wanted).await?)
}
