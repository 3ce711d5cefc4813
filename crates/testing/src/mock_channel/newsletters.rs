//! Newsletters of the mock: one, with one post.

use super::MockSession;
use async_trait::async_trait;
use omni_channel::{
    Capability, ChannelError, NewNewsletter, NewsletterInfo, NewsletterPost, Newsletters,
    PostsRequest,
};
use omni_domain::Timestamp;
use omni_domain::conversation::Address;
use omni_domain::newsletter::NewsletterRole;

/// The newsletter.
const NEWS: &str = "120363000000000009@newsletter";

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

#[async_trait]
impl Newsletters for MockSession {
    async fn followed(&self) -> Result<Vec<NewsletterInfo>, ChannelError> {
        self.network.require(&[Capability::FollowChannels])?;
        Ok(vec![news("News", NewsletterRole::Follower)])
    }

    async fn create(&self, newsletter: NewNewsletter) -> Result<NewsletterInfo, ChannelError> {
        self.network.require(&[Capability::FollowChannels])?;
        Ok(NewsletterInfo {
            description: newsletter.description,
            ..news(&newsletter.name, NewsletterRole::Owner)
        })
    }

    async fn follow(&self, _invite: &str) -> Result<NewsletterInfo, ChannelError> {
        self.network.require(&[Capability::FollowChannels])?;
        Ok(news("News", NewsletterRole::Follower))
    }

    async fn unfollow(&self, _newsletter: &str) -> Result<(), ChannelError> {
        self.network.require(&[Capability::FollowChannels])
    }

    async fn posts(
        &self,
        _newsletter: &str,
        request: PostsRequest,
    ) -> Result<Vec<NewsletterPost>, ChannelError> {
        self.network.require(&[Capability::FollowChannels])?;
        let post = NewsletterPost {
            external_id: "POST1".to_owned(),
            number: 100,
            text: Some("Welcome".to_owned()),
            kind: "text".to_owned(),
            from_me: false,
            at: Timestamp(1_700_000_000_000),
            reactions: vec![("👍".to_owned(), 3)],
        };
        let is_wanted = request.before.is_none_or(|before| post.number < before);
        Ok(Some(post).filter(|_| is_wanted).into_iter().collect())
    }
}
