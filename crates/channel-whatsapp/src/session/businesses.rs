//! The session's trait for businesses.

use super::WhatsAppSession;
use crate::people;
use async_trait::async_trait;
use omni_channel::{BusinessProfile, Businesses, CataloguePage, CatalogueRequest, ChannelError};

#[async_trait]
impl Businesses for WhatsAppSession {
    async fn business(&self, address: &str) -> Result<Option<BusinessProfile>, ChannelError> {
        people::business(&self.core, &self.live()?, address).await
    }

    async fn catalogue(
        &self,
        address: &str,
        request: CatalogueRequest,
    ) -> Result<CataloguePage, ChannelError> {
        people::catalogue(&self.core, &self.live()?, address, request).await
    }
}
