//! Account state that this network keeps empty or small: app state, properties,
//! privacy and the blocklist.

use wacore_binary::Node;
use wacore_binary::builder::NodeBuilder;

use super::Request;
use crate::whatsapp::node::{attr, jid_attr, now_secs};

/// Every collection is empty, at version 0; patches are accepted and dropped.
pub(super) fn collections(request: &Request<'_>) -> Node {
    let asked = request.iq.get_optional_child("sync").and_then(Node::children).unwrap_or_default();
    let collections = asked.iter().map(|collection| {
        let pushed = collection.get_optional_child("patch").is_some();
        let base = attr(collection, "version").and_then(|version| version.parse::<u64>().ok());
        NodeBuilder::new("collection")
            .attr("name", attr(collection, "name").unwrap_or_default())
            .attr("version", base.unwrap_or(0) + u64::from(pushed))
            .build()
    });
    request.give(NodeBuilder::new("sync").children(collections).build())
}

pub(super) fn props(request: &Request<'_>) -> Node {
    request.give(
        NodeBuilder::new("props")
            .attr("protocol", "1")
            .attr("ab_key", "sandbox")
            .attr("hash", "sandbox")
            .attr("refresh", 86_400)
            .attr("refresh_id", "1")
            .build(),
    )
}

pub(super) fn privacy(request: &Request<'_>) -> Node {
    if let Some(tokens) = request.iq.get_optional_child("tokens") {
        return issue_tokens(request, tokens);
    }
    let names = ["last", "online", "profile", "status", "readreceipts", "groupadd", "calladd"];
    let categories = names
        .into_iter()
        .map(|name| NodeBuilder::new("category").attr("name", name).attr("value", "all").build());
    request.give(NodeBuilder::new("privacy").children(categories).build())
}

/// Trusted-contact tokens: arbitrary bytes, because they are not checked here.
fn issue_tokens(request: &Request<'_>, tokens: &Node) -> Node {
    let asked = tokens.children().unwrap_or_default();
    let issued = asked.iter().filter_map(|token| {
        let jid = jid_attr(token, "jid")?;
        let builder = NodeBuilder::new("token")
            .attr("jid", jid)
            .attr("t", attr(token, "t").unwrap_or_else(|| now_secs().to_string()))
            .attr("type", "trusted_contact");
        Some(builder.bytes(b"sandbox-token".to_vec()).build())
    });
    request.give(NodeBuilder::new("tokens").children(issued).build())
}

pub(super) fn blocklist(request: &Request<'_>) -> Node {
    let Some(account) = request.hub.directory.by_number(&request.companion.number) else {
        return request.refuse(404, "item-not-found");
    };
    let mut blocked = account.blocked.lock();
    if request.set
        && let Some(item) = request.iq.get_optional_child("item")
        && let Some(jid) = attr(item, "jid")
    {
        match attr(item, "action").as_deref() {
            Some("unblock") => blocked.remove(&jid),
            _ => blocked.insert(jid),
        };
    }
    let items = blocked.iter().map(|jid| NodeBuilder::new("item").attr("jid", jid).build());
    request.give(NodeBuilder::new("list").attr("dhash", "sandbox").children(items).build())
}
