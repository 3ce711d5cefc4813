//! Namespaces `w:biz` and `w:biz:catalog`: profiles of businesses, and their products.

use wacore_binary::Node;
use wacore_binary::builder::NodeBuilder;

use super::Request;
use crate::whatsapp::account::{BusinessDetails, ProductDetails};
use crate::whatsapp::node::{child_bytes, jid_attr};

/// The profile of a business; without one for any other account.
pub(super) fn profile(request: &Request<'_>) -> Node {
    let asked = request.topic().and_then(|topic| topic.get_optional_child("profile"));
    let details = asked.and_then(|asked| details_of(request, asked));
    let mut answer = NodeBuilder::new("business_profile");
    if let (Some(jid), Some(details)) = (asked.and_then(|asked| jid_attr(asked, "jid")), details) {
        let shown = NodeBuilder::new("profile").attr("jid", jid).children(parts(&details)).build();
        answer = answer.children([shown]);
    }
    request.give(answer.build())
}

fn details_of(request: &Request<'_>, asked: &Node) -> Option<BusinessDetails> {
    let account = request.hub.directory.by_jid(&jid_attr(asked, "jid")?)?;
    let profile = account.profile.lock();
    profile.business.is_some().then(|| profile.business_details.clone())
}

fn text(tag: &'static str, text: &str) -> Node {
    NodeBuilder::new(tag).bytes(text.as_bytes().to_vec()).build()
}

fn parts(details: &BusinessDetails) -> Vec<Node> {
    let category = NodeBuilder::new("category").attr("id", "1");
    let category = category.bytes(details.category.as_bytes().to_vec()).build();
    let hours = details.hours.iter().map(|(day, opens, closes)| {
        NodeBuilder::new("business_hours_config")
            .attr("day_of_week", day.as_str())
            .attr("mode", "specific_hours")
            .attr("open_time", *opens)
            .attr("close_time", *closes)
            .build()
    });
    vec![
        text("description", &details.description),
        text("address", &details.address),
        text("email", &details.email),
        text("website", &details.website),
        NodeBuilder::new("categories").children([category]).build(),
        NodeBuilder::new("business_hours")
            .attr("timezone", details.time_zone.as_str())
            .children(hours)
            .build(),
    ]
}

/// A page of a catalogue; 404 for an account without one.
pub(super) fn catalogue(request: &Request<'_>) -> Node {
    let Some(asked) = request.topic().filter(|topic| topic.tag == "product_catalog") else {
        return request.refuse(501, "feature-not-implemented");
    };
    let products = details_of(request, asked).map(|details| details.products);
    let Some(products) = products.filter(|products| !products.is_empty()) else {
        return request.refuse(404, "item-not-found");
    };
    let number = |tag: &str| {
        let raw = child_bytes(asked, tag)?;
        String::from_utf8(raw).ok()?.parse::<usize>().ok()
    };
    let first = number("after").unwrap_or_default();
    let end = first.saturating_add(number("limit").unwrap_or(10)).min(products.len());
    let page = products.get(first..end).unwrap_or_default();
    let mut children: Vec<Node> = page.iter().map(product).collect();
    if end < products.len() {
        let after = text("after", &end.to_string());
        children.push(NodeBuilder::new("paging").children([after]).build());
    }
    request.give(NodeBuilder::new("product_catalog").children(children).build())
}

fn product(product: &ProductDetails) -> Node {
    NodeBuilder::new("product")
        .attr("is_hidden", if product.hidden { "true" } else { "false" })
        .children([
            text("id", &product.id),
            text("name", &product.name),
            text("price", &product.price_thousandths.to_string()),
            text("currency", &product.currency),
        ])
        .build()
}
