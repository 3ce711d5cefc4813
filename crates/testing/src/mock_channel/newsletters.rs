//! Newsletters of the mock: one, with one post unless a test sets others.

use super::MockSession;
use async_trait::async_trait;
use omni_channel::{
    Capability, ChannelError, NewNewsletter, NewsletterChange, NewsletterInfo, NewsletterPost,
    Newsletters, PostsRequest,
};
use omni_domain::Timestamp;
use omni_domain::conversation::Address;
use omni_domain::newsletter::NewsletterRole;

/// The newsletter.
const NEWS: &str = "120363000000000009@newsletter";
/// The number of its first post.
const FIRST_POST: u64 = 100;
/// Posts in one answer.
const MOST_POSTS: u32 = 100;

fn news(name: &str, role: NewsletterRole) -> NewsletterInfo {
    NewsletterInfo {
        address: Address::new(NEWS),
        name: name.to_owned(),
        description: None,
        followers: 1,
        verified: false,
        invite: Some("0029Va".to_owned()),
        role: Some(role),
        created_at: Some(Timestamp(1_700_000_000_000)),
    }
}

fn post(number: u64) -> NewsletterPost {
    NewsletterPost {
        external_id: format!("POST{}", number.saturating_sub(FIRST_POST) + 1),
        number,
        text: Some("Welcome".to_owned()),
        kind: "text".to_owned(),
        from_me: false,
        at: Timestamp(1_700_000_000_000),
        reactions: vec![("👍".to_owned(), 3)],
    }
}

impl MockSession {
    /// The newsletter has had so many posts, whose numbers are from 100 on. Those that were deleted since
    /// are counted by a read of posts, but not in its answer.
    pub fn put_posts(&self, count: u64, deleted: &[u64]) {
        let numbers = FIRST_POST..FIRST_POST + count;
        let posts = numbers.map(|number| (number, deleted.contains(&number))).collect();
        self.world.lock().unwrap().posts = posts;
    }
}

#[async_trait]
impl Newsletters for MockSession {
    async fn followed(&self) -> Result<Vec<NewsletterInfo>, ChannelError> {
        self.network.require(&[Capability::FollowChannels])?;
        Ok(vec![news("News", NewsletterRole::Follower)])
    }

    async fn create(&self, newsletter: NewNewsletter) -> Result<NewsletterInfo, ChannelError> {
        self.network.require(&[Capability::FollowChannels])?;
        self.report_newsletter(NEWS, &newsletter.name).await;
        Ok(NewsletterInfo {
            description: newsletter.description,
            ..news(&newsletter.name, NewsletterRole::Owner)
        })
    }

    async fn follow(&self, _invite: &str) -> Result<NewsletterInfo, ChannelError> {
        self.network.require(&[Capability::FollowChannels])?;
        self.report_newsletter(NEWS, "News").await;
        Ok(news("News", NewsletterRole::Follower))
    }

    async fn unfollow(&self, _newsletter: &str) -> Result<(), ChannelError> {
        self.network.require(&[Capability::FollowChannels])
    }

    async fn find(&self, _invite: &str) -> Result<NewsletterInfo, ChannelError> {
        self.network.require(&[Capability::FollowChannels])?;
        Ok(news("News", NewsletterRole::Guest))
    }

    async fn change(
        &self,
        _newsletter: &str,
        change: NewsletterChange,
    ) -> Result<NewsletterInfo, ChannelError> {
        self.network.require(&[Capability::FollowChannels])?;
        let name = change.name.unwrap_or_else(|| "News".to_owned());
        let description = change.description.filter(|text| !text.is_empty());
        Ok(NewsletterInfo { description, ..news(&name, NewsletterRole::Owner) })
    }

    async fn delete(&self, _newsletter: &str) -> Result<(), ChannelError> {
        self.network.require(&[Capability::FollowChannels])
    }

    async fn posts(
        &self,
        _newsletter: &str,
        request: PostsRequest,
    ) -> Result<Vec<NewsletterPost>, ChannelError> {
        self.network.require(&[Capability::FollowChannels])?;
        let mut posts = self.world.lock().unwrap().posts.clone();
        if posts.is_empty() {
            posts.push((FIRST_POST, false));
        }
        let count = request.count.min(MOST_POSTS) as usize;
        let is_wanted =
            |(number, _): &(u64, bool)| request.before.is_none_or(|before| *number < before);
        let last = posts.into_iter().rev().filter(is_wanted).take(count);
        Ok(last.filter(|(_, is_deleted)| !is_deleted).map(|(number, _)| post(number)).collect())
    }
}
