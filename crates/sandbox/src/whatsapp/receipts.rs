//! Receipts: they confirm stanzas of a device's mailbox, and are relayed to the sender.

use std::sync::Arc;

use wacore_binary::builder::NodeBuilder;
use wacore_binary::{Jid, JidExt as _, Node};

use super::account::{Account, Companion, DeviceRef};
use super::groups::Group;
use super::hub::Hub;
use super::link::Link;
use super::node::{attr, child_uint, jid_attr, now_secs};
use super::options::Addressing;
use super::phone::{Inbound, RetryRequest};

/// A receipt in transit.
pub(crate) struct Notice {
    pub(crate) from: DeviceRef,
    pub(crate) group: Option<Arc<Group>>,
    pub(crate) ids: Vec<String>,
    /// `None` means delivered.
    pub(crate) kind: Option<String>,
}

/// `<receipt>` from a companion device.
pub(crate) fn accept(hub: &Arc<Hub>, link: &Link, companion: &Companion, node: &Node) {
    let (Some(id), Some(to)) = (attr(node, "id"), jid_attr(node, "to")) else { return };
    let kind = attr(node, "type");
    link.send(ack(node, &id, &to, kind.as_deref()));
    if node.get_optional_child("offer").is_some() {
        // A device rings: no message arrived.
        return;
    }
    let mut ids = vec![id];
    if let Some(list) = node.get_optional_child("list") {
        ids.extend(list.get_children_by_tag("item").filter_map(|item| attr(item, "id")));
    }
    // A device that requests a message again confirms the first copy with an ack.
    if kind.as_deref() != Some("retry") {
        for id in &ids {
            companion.mailbox.settle("message", id);
        }
    }
    let Some(account) = hub.directory.by_number(&companion.number) else { return };
    let from = DeviceRef { account, device: companion.device };
    let group = if to.is_group() { hub.groups.by_jid(&to) } else { None };
    let author = if to.is_group() || to == Jid::status_broadcast() {
        jid_attr(node, "participant")
    } else {
        Some(to)
    };
    let Some(author) = author.and_then(|jid| hub.directory.device(&jid)) else { return };
    match kind.as_deref() {
        // Between the server, the own phone and the device itself.
        Some(
            "sender" | "peer_msg" | "hist_sync" | "read-self" | "played-self" | "server-error",
        ) => {}
        Some("retry") => relay_retry(hub, &from, group, &author, node),
        _ => relay(hub, &Notice { from, group, ids, kind }, &author.account),
    }
}

fn ack(node: &Node, id: &str, to: &Jid, kind: Option<&str>) -> Node {
    let mut builder =
        NodeBuilder::new("ack").attr("class", "receipt").attr("id", id).attr("from", to);
    if let Some(kind) = kind {
        builder = builder.attr("type", kind);
    }
    if let Some(participant) = jid_attr(node, "participant") {
        builder = builder.attr("participant", participant);
    }
    builder.build()
}

/// Delivers a receipt to all devices of the message's author.
pub(crate) fn relay(hub: &Hub, notice: &Notice, author: &Arc<Account>) {
    hub.stats.receipts.increase();
    for companion in author.companions() {
        let id = notice.ids[0].clone();
        companion.mailbox.push(&id, notice_node(notice, &id));
    }
    let chat = match &notice.group {
        Some(group) => group.jid().to_string(),
        None => notice.from.account.pn().to_string(),
    };
    author.phone.receive(Inbound::Receipt {
        from: notice.from.account.number.clone(),
        chat,
        ids: notice.ids.clone(),
        kind: notice.kind.clone().unwrap_or_else(|| "delivered".to_owned()),
    });
}

fn notice_node(notice: &Notice, id: &str) -> Node {
    let mut builder = NodeBuilder::new("receipt").attr("id", id).attr("t", now_secs());
    builder = from_attrs(builder, &notice.from, notice.group.as_deref());
    if let Some(kind) = &notice.kind {
        builder = builder.attr("type", kind);
    }
    if notice.ids.len() > 1 {
        let items =
            notice.ids[1..].iter().map(|id| NodeBuilder::new("item").attr("id", id).build());
        builder = builder.children([NodeBuilder::new("list").children(items).build()]);
    }
    builder.build()
}

fn from_attrs(builder: NodeBuilder, from: &DeviceRef, group: Option<&Group>) -> NodeBuilder {
    match group {
        Some(group) => {
            let builder =
                builder.attr("from", group.jid()).attr("participant", from.jid(group.addressing));
            match group.addressing {
                Addressing::Pn => builder,
                Addressing::Lid => builder.attr("participant_pn", from.account.pn()),
            }
        }
        None => builder.attr("from", from.jid(from.account.addressing())),
    }
}

/// Requests that one device sends a message again.
fn relay_retry(
    hub: &Hub,
    from: &DeviceRef,
    group: Option<Arc<Group>>,
    author: &DeviceRef,
    node: &Node,
) {
    let Some(retry) = node.get_optional_child("retry") else { return };
    let Some(id) = attr(retry, "id") else { return };
    if author.device == 0 {
        hub.stats.retries.increase();
        author.account.phone.receive(Inbound::Retry(Box::new(RetryRequest {
            from: from.clone(),
            group,
            id,
            count: attr(retry, "count").and_then(|count| count.parse().ok()).unwrap_or(1),
            registration_id: child_uint(node, "registration").unwrap_or(0),
            keys: node.get_optional_child("keys").cloned(),
        })));
        return;
    }
    let retry = Retry {
        from,
        group: group.as_deref(),
        recipient: jid_attr(node, "recipient"),
        id: &id,
        content: node.children().unwrap_or_default().to_vec(),
    };
    send_retry(hub, author, retry);
}

/// A retry receipt for a companion device.
pub(crate) struct Retry<'a> {
    pub(crate) from: &'a DeviceRef,
    pub(crate) group: Option<&'a Group>,
    /// The recipient of the message, when a device of the author's own account requests it.
    pub(crate) recipient: Option<Jid>,
    pub(crate) id: &'a str,
    pub(crate) content: Vec<Node>,
}

/// Puts a retry receipt into the mailbox of the author's device.
pub(crate) fn send_retry(hub: &Hub, author: &DeviceRef, retry: Retry<'_>) {
    let Some(companion) = author.account.companion(author.device) else { return };
    let mut builder = NodeBuilder::new("receipt")
        .attr("id", retry.id)
        .attr("type", "retry")
        .attr("t", now_secs());
    if let Some(recipient) = retry.recipient {
        builder = builder.attr("recipient", recipient);
    }
    let node = from_attrs(builder, retry.from, retry.group).children(retry.content).build();
    hub.stats.retries.increase();
    companion.mailbox.push(retry.id, node);
}
