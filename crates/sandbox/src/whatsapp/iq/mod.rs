//! Answers to requests. Every request gets one: a client treats a silent server as dead.

mod business;
mod communities;
mod encrypt;
mod groups;
mod mex;
mod newsletters;
mod profile;
mod state;
mod usync;

use std::sync::Arc;

use wacore_binary::Node;
use wacore_binary::builder::NodeBuilder;

pub(crate) use encrypt::announce_low;

use super::account::Companion;
use super::hub::Hub;
use super::limits;
use super::link::{Link, Peer};
use super::node::{attr, error, now_secs, result};
use super::{pair_code, pairing, passkey};

/// One request of a paired device.
struct Request<'a> {
    hub: &'a Arc<Hub>,
    companion: &'a Arc<Companion>,
    id: &'a str,
    iq: &'a Node,
    set: bool,
}

impl Request<'_> {
    /// First child, which names the topic in most namespaces.
    fn topic(&self) -> Option<&Node> {
        self.iq.children().and_then(<[Node]>::first)
    }

    fn topic_tag(&self) -> &str {
        self.topic().map_or("", |node| &node.tag)
    }

    fn done(&self) -> Node {
        result(self.id, Vec::new())
    }

    fn give(&self, content: Node) -> Node {
        result(self.id, vec![content])
    }

    fn refuse(&self, code: u16, text: &str) -> Node {
        error(self.id, code, text)
    }
}

/// Answers a request.
pub(crate) fn answer(hub: &Arc<Hub>, link: &Arc<Link>, peer: &Peer, id: &str, iq: &Node) -> Node {
    let namespace = attr(iq, "xmlns").unwrap_or_default();
    if namespace == "md"
        && let Some(request) = iq.get_optional_child("link_code_companion_reg")
    {
        return pair_code::answer(hub, link, id, request);
    }
    if namespace == "md"
        && let Some(reply) = passkey::answer(hub, link, id, iq)
    {
        return reply;
    }
    if namespace == "w:p" {
        return result(id, Vec::new());
    }
    let Peer::Companion(companion) = peer else {
        return error(id, 401, "not-authorized");
    };
    let set = attr(iq, "type").as_deref() == Some("set");
    let request = Request { hub, companion, id, iq, set };
    answer_companion(&request, &namespace)
}

fn answer_companion(request: &Request<'_>, namespace: &str) -> Node {
    match namespace {
        "encrypt" => encrypt::answer(request),
        "usync" => usync::answer(request),
        "w:g2" => groups::answer(request),
        "w:mex" => match limits::answer(request.companion, request.iq) {
            Some(answer) => request.give(answer),
            None => mex::answer(request),
        },
        "newsletter" => newsletters::answer(request),
        "w:sync:app:state" => state::collections(request),
        "w:m" => media_connection(request),
        "md" => remove_device(request),
        "abt" => state::props(request),
        "privacy" => state::privacy(request),
        "blocklist" => state::blocklist(request),
        "w:profile:picture" => profile::picture(request),
        "status" => profile::about(request),
        "w:biz" => business::profile(request),
        "w:biz:catalog" => business::catalogue(request),
        "disappearing_mode"
        | "passive"
        | "urn:xmpp:whatsapp:dirty"
        | "urn:xmpp:whatsapp:push"
        | "w:stats"
        | "tos" => request.done(),
        "spam" => request.give(NodeBuilder::new("report_id").bytes(b"sandbox".to_vec()).build()),
        _ => unknown(request, namespace),
    }
}

fn unknown(request: &Request<'_>, namespace: &str) -> Node {
    request.hub.stats.iqs_unknown.increase();
    tracing::debug!(namespace, topic = request.topic_tag(), "unknown request");
    request.refuse(501, "feature-not-implemented")
}

fn media_connection(request: &Request<'_>) -> Node {
    let hosts = request.hub.media.host();
    let host = NodeBuilder::new("host").attr("hostname", hosts).attr("type", "primary").build();
    request.give(
        NodeBuilder::new("media_conn")
            .attr("auth", request.hub.media.token())
            .attr("ttl", 3_600)
            .attr("auth_ttl", 21_600)
            .attr("max_buckets", 12)
            .attr("id", now_secs())
            .children([host])
            .build(),
    )
}

fn remove_device(request: &Request<'_>) -> Node {
    let removal = request.iq.get_optional_child("remove-companion-device");
    match removal {
        Some(removal) if pairing::remove_device(request.hub, request.companion, removal) => {
            request.done()
        }
        _ => request.refuse(400, "bad-request"),
    }
}
