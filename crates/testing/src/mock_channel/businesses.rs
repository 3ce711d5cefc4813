//! Businesses of the mock: who is one has the same profile, and a catalogue of two pages.

use super::MockSession;
use async_trait::async_trait;
use omni_channel::{
    BusinessProfile, Businesses, Capability, CataloguePage, CatalogueRequest, ChannelError,
    OpeningHours, Product,
};

fn product(id: &str, name: &str) -> Product {
    Product {
        id: id.to_owned(),
        name: name.to_owned(),
        price_thousandths: Some(4_500),
        currency: Some("BRL".to_owned()),
        available: true,
        ..Product::default()
    }
}

#[async_trait]
impl Businesses for MockSession {
    async fn business(&self, address: &str) -> Result<Option<BusinessProfile>, ChannelError> {
        self.network.require(&[Capability::ReadBusinesses])?;
        let person = self.person(address).filter(|person| person.is_business);
        let monday = OpeningHours {
            day: "mon".to_owned(),
            mode: "specific_hours".to_owned(),
            opens: Some(540),
            closes: Some(1_080),
        };
        Ok(person.map(|_| BusinessProfile {
            description: Some("Bread and cake".to_owned()),
            websites: vec!["https://bakery.example".to_owned()],
            categories: vec!["Bakery".to_owned()],
            time_zone: Some("America/Sao_Paulo".to_owned()),
            hours: vec![monday],
            ..BusinessProfile::default()
        }))
    }

    async fn catalogue(
        &self,
        address: &str,
        request: CatalogueRequest,
    ) -> Result<CataloguePage, ChannelError> {
        self.network.require(&[Capability::ReadBusinesses])?;
        if self.person(address).is_none_or(|person| !person.is_business) {
            return Ok(CataloguePage::default());
        }
        Ok(match request.after {
            None => CataloguePage {
                products: vec![product("P1", "Bread")],
                next: Some("page2".to_owned()),
            },
            Some(_) => CataloguePage { products: vec![product("P2", "Cake")], next: None },
        })
    }
}
