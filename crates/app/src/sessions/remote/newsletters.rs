//! Newsletters of an instance that another node owns.

use super::request::{Reply, Request};
use super::serve::result;
use super::session::RemoteSession;
use async_trait::async_trait;
use omni_channel::{
    Capability, ChannelError, NewNewsletter, NewsletterChange, NewsletterInfo, NewsletterPost,
    Newsletters, PostsRequest, Session,
};
use serde::{Deserialize, Serialize};

/// What is asked of [`Newsletters`].
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", tag = "ask")]
pub(in crate::sessions) enum NewsletterRequest {
    /// See [`Newsletters::followed`].
    Followed,
    /// See [`Newsletters::create`].
    Create { newsletter: NewNewsletter },
    /// See [`Newsletters::follow`].
    Follow { invite: String },
    /// See [`Newsletters::unfollow`].
    Unfollow { newsletter: String },
    /// See [`Newsletters::find`].
    Find { invite: String },
    /// See [`Newsletters::change`].
    Change { newsletter: String, change: NewsletterChange },
    /// See [`Newsletters::delete`].
    Delete { newsletter: String },
    /// See [`Newsletters::posts`].
    Posts { newsletter: String, wanted: PostsRequest },
}

impl NewsletterRequest {
    pub(super) async fn perform(self, session: &dyn Session) -> Reply {
        let Some(newsletters) = session.newsletters() else {
            return result::<()>(Err(ChannelError::Unsupported(Capability::FollowChannels)));
        };
        match self {
            Self::Followed => result(newsletters.followed().await),
            Self::Create { newsletter } => result(newsletters.create(newsletter).await),
            Self::Follow { invite } => result(newsletters.follow(&invite).await),
            Self::Unfollow { newsletter } => result(newsletters.unfollow(&newsletter).await),
            Self::Find { invite } => result(newsletters.find(&invite).await),
            Self::Change { newsletter, change } => {
                result(newsletters.change(&newsletter, change).await)
            }
            Self::Delete { newsletter } => result(newsletters.delete(&newsletter).await),
            Self::Posts { newsletter, wanted } => {
                result(newsletters.posts(&newsletter, wanted).await)
            }
        }
    }
}

fn wrapped(request: NewsletterRequest) -> Request {
    Request::Newsletters { request }
}

#[async_trait]
impl Newsletters for RemoteSession {
    async fn followed(&self) -> Result<Vec<NewsletterInfo>, ChannelError> {
        self.ask(&wrapped(NewsletterRequest::Followed)).await
    }

    async fn create(&self, newsletter: NewNewsletter) -> Result<NewsletterInfo, ChannelError> {
        self.ask(&wrapped(NewsletterRequest::Create { newsletter })).await
    }

    async fn follow(&self, invite: &str) -> Result<NewsletterInfo, ChannelError> {
        let invite = invite.to_owned();
        self.ask(&wrapped(NewsletterRequest::Follow { invite })).await
    }

    async fn unfollow(&self, newsletter: &str) -> Result<(), ChannelError> {
        let newsletter = newsletter.to_owned();
        self.ask(&wrapped(NewsletterRequest::Unfollow { newsletter })).await
    }

    async fn find(&self, invite: &str) -> Result<NewsletterInfo, ChannelError> {
        let invite = invite.to_owned();
        self.ask(&wrapped(NewsletterRequest::Find { invite })).await
    }

    async fn change(
        &self,
        newsletter: &str,
        change: NewsletterChange,
    ) -> Result<NewsletterInfo, ChannelError> {
        let newsletter = newsletter.to_owned();
        self.ask(&wrapped(NewsletterRequest::Change { newsletter, change })).await
    }

    async fn delete(&self, newsletter: &str) -> Result<(), ChannelError> {
        let newsletter = newsletter.to_owned();
        self.ask(&wrapped(NewsletterRequest::Delete { newsletter })).await
    }

    async fn posts(
        &self,
        newsletter: &str,
        wanted: PostsRequest,
    ) -> Result<Vec<NewsletterPost>, ChannelError> {
        let newsletter = newsletter.to_owned();
        self.ask(&wrapped(NewsletterRequest::Posts { newsletter, wanted })).await
    }
}
