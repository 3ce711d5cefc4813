//! Messages in transit between devices.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use wacore_binary::builder::NodeBuilder;
use wacore_binary::{Jid, JidExt as _, Node};
use wacore_libsignal::protocol::PreKeySignalMessage;

use super::account::{Account, Companion, DeviceRef};
use super::groups::Group;
use super::hub::Hub;
use super::limits;
use super::link::Link;
use super::newsletters;
use super::node::{attr, bytes, child_bytes, jid_attr, now_secs};
use super::options::Addressing;
use super::phone::Inbound;

/// The chat of a message.
#[derive(Clone)]
pub(crate) enum Chat {
    /// A person; the account is the recipient's.
    Direct(Arc<Account>),
    Group(Arc<Group>),
    /// Status updates.
    Status,
    /// Between the devices of one account.
    Peer,
}

/// The parts that all copies of a message share.
pub(crate) struct Envelope {
    pub(crate) id: String,
    pub(crate) kind: String,
    pub(crate) sender: DeviceRef,
    pub(crate) chat: Chat,
    pub(crate) timestamp: u64,
    pub(crate) edit: Option<String>,
    pub(crate) push_name: String,
}

/// One ciphertext.
#[derive(Clone)]
pub(crate) struct Part {
    /// `pkmsg`, `msg` or `skmsg`.
    pub(crate) kind: String,
    pub(crate) media: Option<String>,
    /// How often it was sent before.
    pub(crate) count: Option<u32>,
    pub(crate) bytes: Vec<u8>,
}

impl Part {
    fn parse(enc: &Node) -> Option<Self> {
        Some(Self {
            kind: attr(enc, "type")?,
            media: attr(enc, "mediatype"),
            count: attr(enc, "count").and_then(|count| count.parse().ok()),
            bytes: bytes(enc)?,
        })
    }

    /// Damages the ciphertext so that it parses but does not verify.
    pub(crate) fn spoil(&mut self) {
        let inner_end = match PreKeySignalMessage::try_from(self.bytes.as_slice()) {
            // The last bytes of the inner message are its MAC; what follows are key ids.
            Ok(message) if self.kind == "pkmsg" => {
                let inner = message.message().serialized();
                let mut windows = self.bytes.windows(inner.len());
                windows.position(|window| window == inner).map(|at| at + inner.len())
            }
            _ => Some(self.bytes.len()),
        };
        let last = inner_end.and_then(|end| end.checked_sub(1));
        if let Some(byte) = last.and_then(|at| self.bytes.get_mut(at)) {
            *byte ^= 0x55;
        }
    }

    fn node(&self) -> Node {
        let mut builder = NodeBuilder::new("enc").attr("v", "2").attr("type", self.kind.as_str());
        if let Some(media) = &self.media {
            builder = builder.attr("mediatype", media);
        }
        if let Some(count) = self.count {
            builder = builder.attr("count", count);
        }
        builder.bytes(self.bytes.clone()).build()
    }
}

/// One copy of a message, for one device.
pub(crate) struct Delivery {
    pub(crate) envelope: Arc<Envelope>,
    pub(crate) parts: Vec<Part>,
    /// Proof of the sending companion's identity, part of first messages.
    pub(crate) device_identity: Option<Arc<Vec<u8>>>,
}

/// Delivers a copy to a device.
pub(crate) fn deliver(hub: &Hub, to: &DeviceRef, delivery: Delivery) {
    if to.device == 0 {
        to.account.phone.receive(Inbound::Message(Box::new(delivery)));
        return;
    }
    let Some(companion) = to.account.companion(to.device) else { return };
    let node = message_node(&delivery, &to.account);
    let id = &delivery.envelope.id;
    hub.stats.messages_relayed.increase();
    if companion.faults.duplicate.strike() {
        hub.stats.messages_duplicated.increase();
        companion.mailbox.push(id, node.clone());
    }
    companion.mailbox.push(id, node);
}

/// Waits while the device lags far behind.
pub(crate) async fn wait_for_room(to: &DeviceRef) {
    if to.device == 0 {
        to.account.phone.wait_for_capacity().await;
    } else if let Some(companion) = to.account.companion(to.device) {
        companion.mailbox.wait_for_capacity().await;
    }
}

fn other(addressing: Addressing) -> Addressing {
    match addressing {
        Addressing::Pn => Addressing::Lid,
        Addressing::Lid => Addressing::Pn,
    }
}

fn mode(addressing: Addressing) -> &'static str {
    match addressing {
        Addressing::Pn => "pn",
        Addressing::Lid => "lid",
    }
}

/// The stanza for a companion device.
fn message_node(delivery: &Delivery, to: &Account) -> Node {
    let envelope = &*delivery.envelope;
    let sender = &envelope.sender;
    let mut builder = NodeBuilder::new("message")
        .attr("id", envelope.id.as_str())
        .attr("t", envelope.timestamp)
        .attr("type", envelope.kind.as_str())
        .attr("notify", envelope.push_name.as_str());
    match &envelope.chat {
        Chat::Group(group) => {
            builder = builder.attr("from", group.jid());
            builder = with_participant(builder, sender, group.addressing);
        }
        Chat::Status => {
            builder = builder.attr("from", Jid::status_broadcast());
            builder = with_participant(builder, sender, sender.account.addressing());
        }
        Chat::Peer => builder = builder.attr("from", sender.pn()).attr("category", "peer"),
        Chat::Direct(recipient) if *sender.account == *to => {
            let shown = recipient.addressing();
            builder = builder
                .attr("from", sender.jid(shown))
                .attr("recipient", recipient.jid(shown))
                .attr("addressing_mode", mode(shown));
            if shown == Addressing::Lid {
                builder = builder.attr("peer_recipient_pn", recipient.pn());
            }
        }
        Chat::Direct(_) => {
            let shown = sender.account.addressing();
            let alternative = sender.account.jid(other(shown));
            let name = if shown == Addressing::Pn { "sender_lid" } else { "sender_pn" };
            builder = builder
                .attr("from", sender.jid(shown))
                .attr(name, alternative)
                .attr("addressing_mode", mode(shown));
        }
    }
    if let Some(edit) = &envelope.edit {
        builder = builder.attr("edit", edit);
    }
    let mut children: Vec<Node> = delivery.parts.iter().map(Part::node).collect();
    if let Some(identity) = &delivery.device_identity
        && delivery.parts.iter().any(|part| part.kind == "pkmsg")
    {
        children.push(NodeBuilder::new("device-identity").bytes(identity.to_vec()).build());
    }
    builder.children(children).build()
}

fn with_participant(builder: NodeBuilder, sender: &DeviceRef, shown: Addressing) -> NodeBuilder {
    let name = if shown == Addressing::Pn { "participant_lid" } else { "participant_pn" };
    builder
        .attr("participant", sender.jid(shown))
        .attr(name, sender.account.jid(other(shown)))
        .attr("addressing_mode", mode(shown))
}

/// `<message>` from a companion device.
pub(crate) async fn accept(hub: &Arc<Hub>, link: &Link, companion: &Arc<Companion>, node: &Node) {
    let (Some(id), Some(to)) = (attr(node, "id"), jid_attr(node, "to")) else { return };
    if companion.faults.reject.strike() {
        let code = companion.faults.reject_code.load(Ordering::Relaxed);
        return link.send(ack(&id, &to, Some(code)));
    }
    if limits::refuses(hub, companion, &to) {
        return link.send(ack(&id, &to, Some(limits::STRANGER)));
    }
    if to.is_newsletter() {
        let refusal = newsletters::accept(hub, companion, node, &id, &to).err();
        hub.stats.messages_from_companions.increase();
        return link.send(ack(&id, &to, refusal));
    }
    let mut copies = match address(hub, companion, node, &id, &to) {
        Ok(copies) => copies,
        Err(code) => return link.send(ack(&id, &to, Some(code))),
    };
    hub.stats.messages_from_companions.increase();
    if companion.faults.withhold_ack.strike() {
        hub.stats.acks_withheld.increase();
    } else {
        link.send(ack(&id, &to, None));
    }
    if companion.faults.corrupt_from.strike() {
        copies.iter_mut().filter_map(|(_, copy)| copy.parts.last_mut()).for_each(Part::spoil);
    }
    let mut receivers = Vec::with_capacity(copies.len());
    for (receiver, delivery) in copies {
        deliver(hub, &receiver, delivery);
        receivers.push(receiver);
    }
    for receiver in receivers {
        wait_for_room(&receiver).await;
    }
}

fn ack(id: &str, to: &Jid, error: Option<u16>) -> Node {
    let builder = NodeBuilder::new("ack")
        .attr("class", "message")
        .attr("id", id)
        .attr("from", to)
        .attr("t", now_secs());
    match error {
        Some(code) => builder.attr("error", code).build(),
        None => builder.build(),
    }
}

/// Determines the recipients of the ciphertexts; an error is the code of the refusal.
fn address(
    hub: &Hub,
    companion: &Companion,
    node: &Node,
    id: &str,
    to: &Jid,
) -> Result<Vec<(DeviceRef, Delivery)>, u16> {
    let account = hub.directory.by_number(&companion.number).ok_or(401_u16)?;
    let sender = DeviceRef { account, device: companion.device };
    let chat = if to.is_group() {
        let group = hub.groups.by_jid(to).ok_or(404_u16)?;
        if !group.has(&sender.account) {
            return Err(403);
        }
        Chat::Group(group)
    } else if *to == Jid::status_broadcast() {
        Chat::Status
    } else if attr(node, "category").as_deref() == Some("peer") {
        Chat::Peer
    } else {
        let other = hub.directory.by_jid(to).ok_or(404_u16)?;
        limits::note_written(&sender.account, &other);
        Chat::Direct(other)
    };
    let push_name = Some(companion.push_name.lock().clone()).filter(|name| !name.is_empty());
    let envelope = Arc::new(Envelope {
        id: id.to_owned(),
        kind: attr(node, "type").unwrap_or_else(|| "text".to_owned()),
        push_name: push_name.unwrap_or_else(|| sender.account.push_name()),
        sender: sender.clone(),
        chat: chat.clone(),
        timestamp: now_secs(),
        edit: attr(node, "edit"),
    });
    let identity = child_bytes(node, "device-identity").map(Arc::new);
    let parts = distribute(hub, node, to, &chat, &sender);
    Ok(parts
        .into_values()
        .map(|(receiver, parts)| {
            let device_identity = identity.clone();
            (receiver, Delivery { envelope: Arc::clone(&envelope), parts, device_identity })
        })
        .collect())
}

type Copies = HashMap<(String, u16), (DeviceRef, Vec<Part>)>;

fn distribute(hub: &Hub, node: &Node, to: &Jid, chat: &Chat, sender: &DeviceRef) -> Copies {
    let mut copies = Copies::new();
    let mut add = |receiver: DeviceRef, part: Part| {
        if receiver.account == sender.account && receiver.device == sender.device {
            return;
        }
        let key = (receiver.account.number.clone(), receiver.device);
        copies.entry(key).or_insert_with(|| (receiver, Vec::new())).1.push(part);
    };
    let listed = node.get_optional_child("participants").and_then(Node::children);
    for entry in listed.unwrap_or_default() {
        let receiver = jid_attr(entry, "jid").and_then(|jid| hub.directory.device(&jid));
        let part = entry.get_optional_child("enc").and_then(Part::parse);
        if let (Some(receiver), Some(part)) = (receiver, part) {
            add(receiver, part);
        }
    }
    for part in node.get_children_by_tag("enc").filter_map(Part::parse) {
        if part.kind != "skmsg" {
            // To one device only: a peer message, or a message sent again on request.
            let only = jid_attr(node, "participant").unwrap_or_else(|| to.clone());
            if let Some(receiver) = hub.directory.device(&only) {
                add(receiver, part);
            }
            continue;
        }
        let members = match chat {
            Chat::Group(group) => group.members(),
            _ => status_audience(hub, node, sender),
        };
        for account in members {
            for device in account.companions().iter().map(|one| one.device).chain([0]) {
                add(DeviceRef { account: Arc::clone(&account), device }, part.clone());
            }
        }
    }
    copies
}

/// The recipients of a status update: those that the sender lists.
fn status_audience(hub: &Hub, node: &Node, sender: &DeviceRef) -> Vec<Arc<Account>> {
    let listed = node.get_optional_child("participants").and_then(Node::children);
    let mut audience = vec![Arc::clone(&sender.account)];
    for jid in listed.unwrap_or_default().iter().filter_map(|entry| jid_attr(entry, "jid")) {
        if let Some(account) = hub.directory.by_jid(&jid)
            && !audience.contains(&account)
        {
            audience.push(account);
        }
    }
    audience
}
