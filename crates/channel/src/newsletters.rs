//! Newsletters: channels in which few people post and many read.

use crate::error::ChannelError;
use async_trait::async_trait;
use omni_domain::Timestamp;
use omni_domain::conversation::Address;
use omni_domain::newsletter::NewsletterRole;
use serde::{Deserialize, Serialize};

/// A newsletter as the account sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewsletterInfo {
    /// Its address.
    pub address: Address,
    /// Its name.
    pub name: String,
    /// Its description.
    pub description: Option<String>,
    /// How many people follow it.
    pub followers: u64,
    /// Whether the network has verified who runs it.
    pub verified: bool,
    /// The code of its invite link.
    pub invite: Option<String>,
    /// The account's role in it, if the network reports it.
    pub role: Option<NewsletterRole>,
    /// When it was made, if the network reports it.
    pub created_at: Option<Timestamp>,
}

/// A newsletter to be made; the account becomes its owner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewNewsletter {
    /// Its name.
    pub name: String,
    /// Its description.
    pub description: Option<String>,
}

/// Changes of a newsletter; `None` leaves a part unchanged.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewsletterChange {
    /// Another name.
    pub name: Option<String>,
    /// Another description; an empty text removes it.
    pub description: Option<String>,
}

/// Which posts of a newsletter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostsRequest {
    /// At most so many.
    pub count: u32,
    /// Only those before the one of this number.
    pub before: Option<u64>,
}

/// A post of a newsletter, with what its readers made of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewsletterPost {
    /// Its id on the network.
    pub external_id: String,
    /// Its number in the newsletter, which grows; for [`PostsRequest::before`].
    pub number: u64,
    /// Its text or caption.
    pub text: Option<String>,
    /// Kind of content: `text`, `image` and so on.
    pub kind: String,
    /// The account wrote it.
    pub from_me: bool,
    /// When it was posted.
    pub at: Timestamp,
    /// Reactions, and how many readers chose each.
    pub reactions: Vec<(String, u64)>,
}

/// Newsletters of an account: of a session that declares
/// [`Capability::FollowChannels`](crate::Capability::FollowChannels). Posting and reacting are
/// ordinary sends ([`crate::Session::send`], [`crate::Session::act`]).
#[async_trait]
pub trait Newsletters: Send + Sync {
    /// Those that the account follows, its own included.
    async fn followed(&self) -> Result<Vec<NewsletterInfo>, ChannelError>;

    /// Makes one. Its chat is reported before the answer.
    async fn create(&self, newsletter: NewNewsletter) -> Result<NewsletterInfo, ChannelError>;

    /// Follows one, by its invite link, the code in it, or its address. Its chat is reported before the
    /// answer.
    async fn follow(&self, invite: &str) -> Result<NewsletterInfo, ChannelError>;

    /// Follows it no more.
    async fn unfollow(&self, newsletter: &str) -> Result<(), ChannelError>;

    /// One that the account need not follow, by its invite link, the code in it, or its address.
    async fn find(&self, invite: &str) -> Result<NewsletterInfo, ChannelError>;

    /// Changes one that the account runs.
    async fn change(
        &self,
        newsletter: &str,
        change: NewsletterChange,
    ) -> Result<NewsletterInfo, ChannelError>;

    /// Deletes one that the account owns, for all who follow it.
    async fn delete(&self, newsletter: &str) -> Result<(), ChannelError>;

    /// Its posts, the newest first.
    async fn posts(
        &self,
        newsletter: &str,
        request: PostsRequest,
    ) -> Result<Vec<NewsletterPost>, ChannelError>;
}
