use super::Reader;
use super::posts::{DEFAULT_POSTS, MAX_POSTS, PostsQuery};
use crate::app::App;
use crate::error::Error;
use omni_channel::{NewsletterPost, PostsRequest};
use omni_domain::access::{Caller, Scope};
use omni_domain::ids::InstanceId;

/// Reads of the network for one page.
const MOST_READS: usize = 4;

/// Some posts of a newsletter.
#[derive(Debug, Clone)]
pub struct PostsPage {
    /// The newest first.
    pub posts: Vec<NewsletterPost>,
    /// There may be more before the last of them.
    pub has_more: bool,
}

/// Posts of a newsletter as the network has them now, with as many reads of the network as the
/// number of them needs. The network also counts posts that are deleted: a read with fewer than were
/// asked for is not the last one. One without any is.
pub async fn page(
    app: &App,
    caller: &Caller,
    id: InstanceId,
    newsletter: &str,
    query: PostsQuery,
) -> Result<PostsPage, Error> {
    let reader = Reader::load(app, caller, id, Scope::MessagesRead).await?;
    let newsletter = reader.newsletter(app, newsletter).await?;
    let network = reader.newsletters()?;
    let limit = query.limit.unwrap_or(DEFAULT_POSTS);
    let wanted = limit as usize;
    let (mut count, mut before) = (limit.min(MAX_POSTS), query.before);
    let mut posts: Vec<NewsletterPost> = Vec::new();
    for _ in 0..MOST_READS {
        let read = network.posts(&newsletter, PostsRequest { count, before }).await?;
        // Of a short list, all may be deleted.
        if read.is_empty() && count == MAX_POSTS {
            return Ok(PostsPage { posts, has_more: false });
        }
        posts.extend(read);
        if posts.len() >= wanted {
            break;
        }
        before = posts.last().map(|post| post.number).or(before);
        count = MAX_POSTS;
    }
    posts.truncate(wanted);
    Ok(PostsPage { posts, has_more: true })
}
