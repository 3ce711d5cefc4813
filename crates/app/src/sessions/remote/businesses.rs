//! Businesses, read through an instance that another node owns.

use super::request::{Reply, Request};
use super::serve::result;
use super::session::RemoteSession;
use async_trait::async_trait;
use omni_channel::{
    BusinessProfile, Businesses, Capability, CataloguePage, CatalogueRequest, ChannelError, Session,
};
use serde::{Deserialize, Serialize};

/// What is asked of [`Businesses`].
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", tag = "ask")]
pub(in crate::sessions) enum BusinessRequest {
    /// See [`Businesses::business`].
    Business { address: String },
    /// See [`Businesses::catalogue`].
    Catalogue { address: String, wanted: CatalogueRequest },
}

impl BusinessRequest {
    pub(super) async fn perform(self, session: &dyn Session) -> Reply {
        let Some(businesses) = session.businesses() else {
            return result::<()>(Err(ChannelError::Unsupported(Capability::ReadBusinesses)));
        };
        match self {
            Self::Business { address } => result(businesses.business(&address).await),
            Self::Catalogue { address, wanted } => {
                result(businesses.catalogue(&address, wanted).await)
            }
        }
    }
}

fn wrapped(request: BusinessRequest) -> Request {
    Request::Businesses { request }
}

#[async_trait]
impl Businesses for RemoteSession {
    async fn business(&self, address: &str) -> Result<Option<BusinessProfile>, ChannelError> {
        let address = address.to_owned();
        self.ask(&wrapped(BusinessRequest::Business { address })).await
    }

    async fn catalogue(
        &self,
        address: &str,
        wanted: CatalogueRequest,
    ) -> Result<CataloguePage, ChannelError> {
        let address = address.to_owned();
        self.ask(&wrapped(BusinessRequest::Catalogue { address, wanted })).await
    }
}
