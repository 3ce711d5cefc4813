//! Routes each stanza of a companion device to its handler.

use std::sync::Arc;

use wacore_binary::builder::NodeBuilder;
use wacore_binary::{Node, SERVER_JID};

use super::account::Companion;
use super::hub::Hub;
use super::link::{Link, Outgoing, Peer};
use super::mailbox::class_of;
use super::node::attr;
use super::{calls, iq, presence, receipts, relay};

/// Handles one stanza.
pub(crate) async fn handle(hub: &Arc<Hub>, link: &Arc<Link>, node: Node) {
    match (&*node.tag, link.peer()) {
        ("iq", peer) => handle_iq(hub, link, &peer, node),
        ("message", Peer::Companion(companion)) => {
            relay::accept(hub, link, &companion, &node).await;
        }
        ("receipt", Peer::Companion(companion)) => receipts::accept(hub, link, &companion, &node),
        ("ack", Peer::Companion(companion)) => settle(&companion, &node),
        ("presence", Peer::Companion(companion)) => presence::accept(hub, &companion, &node),
        ("chatstate", Peer::Companion(companion)) => presence::chat_state(hub, &companion, &node),
        ("call", Peer::Companion(companion)) => {
            calls::accept(hub, &companion, &node);
            acknowledge(link, &node);
        }
        // The answer to pair-code notifications of a device that has no mailbox yet,
        // and hints (`ib`) that this network ignores.
        ("ack" | "ib", _) => {}
        ("xmlstreamend", _) => link.drop_now(),
        (tag, _) => tracing::debug!(tag, "stanza without a handler"),
    }
}

fn handle_iq(hub: &Arc<Hub>, link: &Arc<Link>, peer: &Peer, node: Node) {
    let Some(id) = attr(&node, "id") else { return };
    if let Some("result" | "error") = attr(&node, "type").as_deref() {
        link.answered(&id, node);
    } else {
        hub.stats.iqs.increase();
        link.send(iq::answer(hub, link, peer, &id, &node));
    }
}

fn settle(companion: &Companion, node: &Node) {
    let class = attr(node, "class");
    if let (Some(class), Some(id)) = (class.as_deref().and_then(class_of), attr(node, "id")) {
        companion.mailbox.settle(class, &id);
    }
}

/// Confirms a signal of a call.
fn acknowledge(link: &Link, node: &Node) {
    let id = attr(node, "id").unwrap_or_default();
    let from = attr(node, "to").unwrap_or_else(|| SERVER_JID.to_owned());
    let ack = NodeBuilder::new("ack").attr("class", "call").attr("id", id).attr("from", from);
    link.order(Outgoing::Node(ack.build()));
}
