//! Namespace `newsletter`: the posts of one.

use wacore_binary::Node;
use wacore_binary::builder::NodeBuilder;

use super::Request;
use crate::whatsapp::node::{attr, jid_attr, now_secs};

/// Posts in one answer.
const MOST: usize = 100;
/// Seconds for which a device gets live updates.
const LIVE: u64 = 300;

pub(super) fn answer(request: &Request<'_>) -> Node {
    let Some(account) = request.hub.directory.by_number(&request.companion.number) else {
        return request.refuse(404, "item-not-found");
    };
    let newsletter =
        jid_attr(request.iq, "to").and_then(|jid| request.hub.newsletters.by_jid(&jid));
    let Some(newsletter) = newsletter else { return request.refuse(404, "item-not-found") };
    let Some(topic) = request.topic() else { return request.refuse(400, "bad-request") };
    let number = |name| attr(topic, name).and_then(|text| text.parse::<u64>().ok());
    let count = number("count").and_then(|count| usize::try_from(count).ok());
    let count = count.unwrap_or(MOST).min(MOST);
    let messages = |posts: Vec<Node>| {
        NodeBuilder::new("messages")
            .attr("jid", newsletter.jid())
            .attr("t", now_secs())
            .children(posts)
            .build()
    };
    match &*topic.tag {
        "messages" => request.give(messages(newsletter.posts(count, number("before"), &account))),
        "message_updates" => {
            let posts = newsletter.posts_after(count, number("after"), &account);
            let updates = NodeBuilder::new("message_updates").children([messages(posts)]);
            request.give(updates.build())
        }
        "live_updates" => {
            request.give(NodeBuilder::new("live_updates").attr("duration", LIVE).build())
        }
        _ => {
            request.hub.stats.iqs_unknown.increase();
            request.refuse(501, "feature-not-implemented")
        }
    }
}
