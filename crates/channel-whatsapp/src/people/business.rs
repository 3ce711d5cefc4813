//! Profiles of businesses, and their catalogues.

use crate::jid::to_jid;
use crate::outbound::iq_error;
use crate::session::Core;
use omni_channel::{
    BusinessProfile, CataloguePage, CatalogueRequest, ChannelError, OpeningHours, Product,
};
use std::sync::Arc;
use wacore::iq::business::{BusinessHoursConfig, BusinessProfile as Shown};
use wacore::iq::spec::IqSpec;
use wacore::request::InfoQuery;
use wacore_binary::builder::NodeBuilder;
use wacore_binary::{Jid, NodeContent, NodeRef, Server};
use whatsapp_rust::{Client, IqError};

/// The side of the square that pictures of products fit in.
const PICTURE_SIDE: u32 = 600;

/// The business profile of the account at this address; `None` if it is no business.
pub(crate) async fn business(
    core: &Core,
    client: &Arc<Client>,
    address: &str,
) -> Result<Option<BusinessProfile>, ChannelError> {
    let jid = person(address)?;
    let shown = found(core, client.get_business_profile(&jid)).await?;
    Ok(shown.flatten().map(described))
}

/// A part of the catalogue of the account at this address; empty if it has none.
pub(crate) async fn catalogue(
    core: &Core,
    client: &Arc<Client>,
    address: &str,
    request: CatalogueRequest,
) -> Result<CataloguePage, ChannelError> {
    let spec = CatalogueSpec { jid: person(address)?, request };
    Ok(found(core, client.execute(spec)).await?.unwrap_or_default())
}

fn person(address: &str) -> Result<Jid, ChannelError> {
    let jid = to_jid(address)?;
    if jid.is_pn() || jid.is_lid() {
        return Ok(jid.to_non_ad());
    }
    let shown: String = address.chars().take(80).collect();
    Err(ChannelError::InvalidRecipient(format!("`{shown}` is not a business's address")))
}

/// What the network answers, within the time of queries; `None` if it has nothing of the kind.
async fn found<T>(
    core: &Core,
    query: impl Future<Output = Result<T, IqError>>,
) -> Result<Option<T>, ChannelError> {
    let answered = tokio::time::timeout(core.options.query_timeout, query).await;
    match answered.map_err(|_| ChannelError::Timeout)? {
        Ok(answer) => Ok(Some(answer)),
        Err(IqError::ServerError { code: 404, .. }) => Ok(None),
        Err(failure) => Err(iq_error(&failure, core.context.env.now())),
    }
}

fn described(shown: Shown) -> BusinessProfile {
    let full = |text: &String| !text.trim().is_empty();
    let hours = shown.business_hours.business_config.unwrap_or_default();
    BusinessProfile {
        description: Some(shown.description).filter(full),
        email: shown.email.filter(full),
        websites: shown.website.into_iter().filter(full).collect(),
        categories: shown.categories.into_iter().map(|one| one.name).filter(full).collect(),
        location: shown.address.filter(full),
        time_zone: shown.business_hours.timezone,
        hours: hours.iter().map(opening).collect(),
    }
}

fn opening(hours: &BusinessHoursConfig) -> OpeningHours {
    OpeningHours {
        day: hours.day_of_week.to_string(),
        mode: hours.mode.to_string(),
        opens: hours.open_time,
        closes: hours.close_time,
    }
}

/// Reads a part of a catalogue. The library has no request for it.
struct CatalogueSpec {
    jid: Jid,
    request: CatalogueRequest,
}

impl IqSpec for CatalogueSpec {
    type Response = CataloguePage;

    fn build_iq(&self) -> InfoQuery<'static> {
        let part = |tag, text: String| NodeBuilder::new(tag).bytes(text.into_bytes()).build();
        let mut parts = vec![
            part("limit", self.request.count.to_string()),
            part("width", PICTURE_SIDE.to_string()),
            part("height", PICTURE_SIDE.to_string()),
        ];
        parts.extend(self.request.after.clone().map(|after| part("after", after)));
        let catalogue = NodeBuilder::new("product_catalog")
            .attr("jid", &self.jid)
            .attr("allow_shop_source", "true")
            .children(parts)
            .build();
        let network = Jid::new("", Server::Pn);
        InfoQuery::get("w:biz:catalog", network, Some(NodeContent::Nodes(vec![catalogue])))
    }

    fn parse_response(&self, response: &NodeRef<'_>) -> Result<CataloguePage, anyhow::Error> {
        let Some(catalogue) = response.get_optional_child("product_catalog") else {
            return Ok(CataloguePage::default());
        };
        let paging = catalogue.get_optional_child("paging");
        Ok(CataloguePage {
            products: catalogue.get_children_by_tag("product").filter_map(product).collect(),
            next: paging.and_then(|paging| text(paging, "after")),
        })
    }
}

/// A product; `None` if the business hides it.
fn product(node: &NodeRef<'_>) -> Option<Product> {
    if node.get_attr("is_hidden").is_some_and(|hidden| hidden.as_str() == "true") {
        return None;
    }
    let picture = node.get_optional_child("media").and_then(|all| all.get_optional_child("image"));
    Some(Product {
        id: text(node, "id")?,
        name: text(node, "name").unwrap_or_default(),
        description: text(node, "description"),
        price_thousandths: text(node, "price").and_then(|price| price.parse().ok()),
        currency: text(node, "currency"),
        retailer_id: text(node, "retailer_id"),
        url: text(node, "url"),
        image_url: picture.and_then(|picture| {
            text(picture, "original_image_url").or_else(|| text(picture, "request_image_url"))
        }),
        available: text(node, "availability").is_none_or(|state| state != "out of stock"),
    })
}

/// The text of a child, if it has one.
fn text(node: &NodeRef<'_>, tag: &str) -> Option<String> {
    let text = node.get_optional_child(tag)?.content_as_string()?.to_string();
    Some(text).filter(|text| !text.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::{CatalogueSpec, PICTURE_SIDE};
    use omni_channel::CatalogueRequest;
    use wacore::iq::spec::IqSpec;
    use wacore_binary::builder::NodeBuilder;
    use wacore_binary::{Jid, Node, NodeContent};

    fn spec(after: Option<&str>) -> CatalogueSpec {
        let request = CatalogueRequest { count: 5, after: after.map(str::to_owned) };
        CatalogueSpec { jid: Jid::pn("15550001111"), request }
    }

    fn child(tag: &'static str, text: &str) -> Node {
        NodeBuilder::new(tag).bytes(text.as_bytes().to_vec()).build()
    }

    fn answer(parts: Vec<Node>) -> Node {
        let catalogue = NodeBuilder::new("product_catalog").children(parts).build();
        NodeBuilder::new("iq").children([catalogue]).build()
    }

    #[test]
    fn a_request_names_the_business_and_the_page() {
        let query = spec(Some("page2")).build_iq();
        assert_eq!(query.namespace, "w:biz:catalog");
        let Some(NodeContent::Nodes(parts)) = query.content else { panic!("no content") };
        let texts = ["limit", "width", "after"].map(|tag| {
            let part = parts[0].get_optional_child(tag).expect("a part");
            part.content_as_string().expect("a text").to_string()
        });
        assert_eq!(texts, ["5".to_owned(), PICTURE_SIDE.to_string(), "page2".to_owned()]);
        assert_eq!(
            parts[0].attrs.get("jid").map(|jid| jid.as_str().into_owned()),
            Some("15550001111@s.whatsapp.net".to_owned())
        );
    }

    #[test]
    fn hidden_products_are_left_out_and_missing_parts_are_none() {
        let image = NodeBuilder::new("image")
            .children([child("request_image_url", "https://example.org/a.jpg")])
            .build();
        let bread = NodeBuilder::new("product")
            .children([
                child("id", "1"),
                child("name", "Bread"),
                child("price", "4500"),
                child("currency", "BRL"),
                child("availability", "out of stock"),
                NodeBuilder::new("media").children([image]).build(),
            ])
            .build();
        let hidden = NodeBuilder::new("product")
            .attr("is_hidden", "true")
            .children([child("id", "2"), child("name", "Cake")])
            .build();
        let paging = NodeBuilder::new("paging").children([child("after", "page2")]).build();
        let answer = answer(vec![bread, hidden, paging]);
        let page = spec(None).parse_response(&answer.as_node_ref()).expect("a page");
        assert_eq!(page.next.as_deref(), Some("page2"));
        let [bread] = page.products.as_slice() else { panic!("{:?}", page.products) };
        assert_eq!((bread.name.as_str(), bread.price_thousandths), ("Bread", Some(4500)));
        assert_eq!(bread.image_url.as_deref(), Some("https://example.org/a.jpg"));
        assert_eq!((bread.available, bread.description.as_deref()), (false, None));
    }

    #[test]
    fn a_business_without_a_catalogue_has_an_empty_one() {
        let empty = NodeBuilder::new("iq").build();
        let page = spec(None).parse_response(&empty.as_node_ref()).expect("a page");
        assert!(page.products.is_empty() && page.next.is_none());
    }
}
