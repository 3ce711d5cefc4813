//! Profile pictures (nobody has one) and the "about" text.

use wacore_binary::Node;
use wacore_binary::builder::NodeBuilder;

use super::Request;
use crate::whatsapp::node::{child_bytes, now_secs};

pub(super) fn picture(request: &Request<'_>) -> Node {
    if request.set {
        return request.give(NodeBuilder::new("picture").attr("id", now_secs()).build());
    }
    request.refuse(404, "item-not-found")
}

pub(super) fn about(request: &Request<'_>) -> Node {
    if request.set
        && let Some(account) = request.hub.directory.by_number(&request.companion.number)
        && let Some(text) = child_bytes(request.iq, "status")
    {
        let mut profile = account.profile.lock();
        profile.about = String::from_utf8_lossy(&text).into_owned();
        profile.about_set = now_secs();
    }
    request.done()
}
