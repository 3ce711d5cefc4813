//! Businesses: their profiles and their catalogues.

use crate::error::ChannelError;
use async_trait::async_trait;
use serde::{Deserialize, Serialize};

/// The profile of a business. Parts that it does not show are empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BusinessProfile {
    /// What it does.
    pub description: Option<String>,
    /// Its e-mail address.
    pub email: Option<String>,
    /// Its pages.
    pub websites: Vec<String>,
    /// What kinds of business it is, in the network's names.
    pub categories: Vec<String>,
    /// Where it is, as it writes it.
    pub location: Option<String>,
    /// The IANA time zone of its opening hours.
    pub time_zone: Option<String>,
    /// When it is open, a row per day or period; empty if it is not set.
    pub hours: Vec<OpeningHours>,
}

/// When a business is open on a day of the week.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpeningHours {
    /// `sun` to `sat`.
    pub day: String,
    /// In the network's names: `open_24h`, `specific_hours`, `appointment_only`.
    pub mode: String,
    /// Minutes since midnight.
    pub opens: Option<u32>,
    /// Minutes since midnight.
    pub closes: Option<u32>,
}

/// Which part of a catalogue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CatalogueRequest {
    /// At most so many products.
    pub count: u32,
    /// Only what follows this page ([`CataloguePage::next`]).
    pub after: Option<String>,
}

/// A part of a catalogue.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CataloguePage {
    /// The products, in the business's order.
    pub products: Vec<Product>,
    /// For the next page; `None` if this is the last one.
    pub next: Option<String>,
}

/// A product of a catalogue.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Product {
    /// Its id on the network.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What it is.
    pub description: Option<String>,
    /// Its price in thousandths of the currency's unit.
    pub price_thousandths: Option<i64>,
    /// The currency, by ISO 4217.
    pub currency: Option<String>,
    /// The business's own number of it.
    pub retailer_id: Option<String>,
    /// Its page.
    pub url: Option<String>,
    /// The address of its picture.
    pub image_url: Option<String>,
    /// Whether the business declares that it can be bought now.
    pub available: bool,
}

/// Businesses as others see them: of a session that declares
/// [`Capability::ReadBusinesses`](crate::Capability::ReadBusinesses).
#[async_trait]
pub trait Businesses: Send + Sync {
    /// The business profile of the account at this address; `None` if it is no business.
    async fn business(&self, address: &str) -> Result<Option<BusinessProfile>, ChannelError>;

    /// A part of its catalogue; empty if it has none.
    async fn catalogue(
        &self,
        address: &str,
        request: CatalogueRequest,
    ) -> Result<CataloguePage, ChannelError>;
}
