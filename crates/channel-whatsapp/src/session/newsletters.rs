//! The session's trait for newsletters.

use super::WhatsAppSession;
use crate::newsletters;
use async_trait::async_trait;
use omni_channel::{
    ChannelError, NewNewsletter, NewsletterChange, NewsletterInfo, NewsletterPost, Newsletters,
    PostsRequest,
};

#[async_trait]
impl Newsletters for WhatsAppSession {
    async fn followed(&self) -> Result<Vec<NewsletterInfo>, ChannelError> {
        newsletters::followed(&self.core, &self.live()?).await
    }

    async fn create(&self, newsletter: NewNewsletter) -> Result<NewsletterInfo, ChannelError> {
        newsletters::create(&self.core, &self.live()?, newsletter).await
    }

    async fn follow(&self, invite: &str) -> Result<NewsletterInfo, ChannelError> {
        newsletters::follow(&self.core, &self.live()?, invite).await
    }

    async fn unfollow(&self, newsletter: &str) -> Result<(), ChannelError> {
        newsletters::unfollow(&self.core, &self.live()?, newsletter).await
    }

    async fn find(&self, invite: &str) -> Result<NewsletterInfo, ChannelError> {
        newsletters::find(&self.core, &self.live()?, invite).await
    }

    async fn change(
        &self,
        newsletter: &str,
        change: NewsletterChange,
    ) -> Result<NewsletterInfo, ChannelError> {
        newsletters::change(&self.core, &self.live()?, newsletter, change).await
    }

    async fn delete(&self, newsletter: &str) -> Result<(), ChannelError> {
        newsletters::delete(&self.core, &self.live()?, newsletter).await
    }

    async fn posts(
        &self,
        newsletter: &str,
        request: PostsRequest,
    ) -> Result<Vec<NewsletterPost>, ChannelError> {
        newsletters::posts(&self.core, &self.live()?, newsletter, request).await
    }
}
