//! Registration or login, right after the handshake.

use std::sync::Arc;

use rand::RngExt as _;
use wacore_binary::builder::NodeBuilder;
use wacore_binary::{Node, SERVER_JID};
use waproto::buffa::Message as _;
use waproto::whatsapp::client_payload::DevicePairingRegistrationData;
use waproto::whatsapp::{ClientPayload, DeviceProps};

use super::account::{Companion, DeviceLabel};
use super::faults::StreamFault;
use super::hub::Hub;
use super::link::{Link, Outgoing, Peer};
use super::node::{now_secs, server_id};
use super::prekeys::KeyBundle;
use super::presence;

/// How many QR codes a client may show before it must reconnect.
const REFS: usize = 6;

/// Identifies the client and sends the first stanzas.
pub(crate) fn admit(hub: &Arc<Hub>, link: &Arc<Link>, payload: &ClientPayload) {
    if let Some(data) = payload.device_pairing_data.as_option() {
        return send_qr_references(hub, link, data);
    }
    let known = payload.username.and_then(|number| hub.directory.by_number(&number.to_string()));
    let device = payload.device.and_then(|device| u16::try_from(device).ok()).unwrap_or(0);
    let companion = known.and_then(|account| account.companion(device));
    match companion.filter(|companion| companion.client_key == link.client_key) {
        Some(companion) => match companion.limits.refusal() {
            Some(refusal) => link.order(Outgoing::Last(refusal)),
            None => log_in(hub, link, companion),
        },
        None => link.order(Outgoing::Last(logged_out())),
    }
}

/// Sends a client without an account its QR references.
fn send_qr_references(hub: &Arc<Hub>, link: &Arc<Link>, data: &DevicePairingRegistrationData) {
    let keys = match KeyBundle::from_registration(data) {
        Ok(keys) => keys,
        Err(error) => {
            tracing::warn!(%error, "a client registers with unusable keys");
            return link.drop_now();
        }
    };
    link.set_peer(Peer::Candidate(Arc::new(keys)));
    *link.label.lock() = label(data);
    let refs: Vec<String> = (0..REFS)
        .map(|_| {
            let raw: [u8; 16] = rand::rng().random();
            format!("2@{}", hex::encode(raw))
        })
        .collect();
    hub.pairing.offer(link, &refs);
    let refs = refs.into_iter().map(|one| NodeBuilder::new("ref").bytes(one.into_bytes()).build());
    let offer = NodeBuilder::new("pair-device").children(refs).build();
    let iq = NodeBuilder::new("iq")
        .attr("from", SERVER_JID)
        .attr("type", "set")
        .attr("id", server_id())
        .attr("xmlns", "md");
    link.send(iq.children([offer]).build());
}

fn label(data: &DevicePairingRegistrationData) -> DeviceLabel {
    let bytes = data.device_props.as_deref().unwrap_or_default();
    let props = DeviceProps::decode_from_slice(bytes).unwrap_or_default();
    let platform = props.platform_type.map(|platform| format!("{platform:?}"));
    DeviceLabel { name: props.os.unwrap_or_default(), platform: platform.unwrap_or_default() }
}

fn log_in(hub: &Arc<Hub>, link: &Arc<Link>, companion: Arc<Companion>) {
    hub.stats.logins.increase();
    link.set_peer(Peer::Companion(Arc::clone(&companion)));
    let previous = companion.link.lock().replace(Arc::clone(link));
    if let Some(previous) = previous {
        previous.order(Outgoing::Last(StreamFault::Replaced.node()));
    }
    let success = NodeBuilder::new("success")
        .attr("t", now_secs())
        .attr("props", 27)
        .attr("companion_enc_static", "")
        .attr("lid", companion.lid())
        .attr("location", "loopback");
    link.send(success.build());
    link.order(Outgoing::OpenMailbox(companion));
}

/// The refusal of a client whose device was removed.
fn logged_out() -> Node {
    NodeBuilder::new("failure").attr("reason", "401").attr("location", "loopback").build()
}

/// Cleans up after a connection.
pub(crate) fn close(hub: &Arc<Hub>, link: &Arc<Link>) {
    hub.pairing.withdraw(link);
    let Some(companion) = link.companion() else { return };
    {
        let mut current = companion.link.lock();
        if !current.as_ref().is_some_and(|current| Arc::ptr_eq(current, link)) {
            return;
        }
        *current = None;
    }
    companion.mailbox.close();
    presence::companion_left(hub, &companion);
}
