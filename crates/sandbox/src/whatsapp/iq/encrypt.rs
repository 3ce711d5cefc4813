//! Namespace `encrypt`: key upload, digest, count, fetch and rotation.

use std::sync::atomic::Ordering;

use wacore::iq::prekeys::PreKeyBundleUserNode;
use wacore::protocol::ProtocolNode as _;
use wacore_binary::builder::NodeBuilder;
use wacore_binary::{Jid, Node, Server};

use super::Request;
use crate::whatsapp::account::{Companion, DeviceRef};
use crate::whatsapp::device_list::notify;
use crate::whatsapp::hub::Hub;
use crate::whatsapp::node::jid_attr;
use crate::whatsapp::phone::Phone;
use crate::whatsapp::prekeys::SignedKey;

pub(super) fn answer(request: &Request<'_>) -> Node {
    if request.set {
        return match request.iq.get_optional_child("rotate") {
            Some(rotate) => rotate_key(request, rotate),
            None => upload(request),
        };
    }
    match request.topic_tag() {
        "digest" => digest(request),
        "count" => {
            let count = request.companion.keys.lock().one_time.len();
            request.give(NodeBuilder::new("count").attr("value", count).build())
        }
        "key" => fetch(request),
        _ => request.refuse(400, "bad-request"),
    }
}

fn upload(request: &Request<'_>) -> Node {
    if let Err(error) = request.companion.keys.lock().upload(request.iq) {
        tracing::warn!(%error, "unusable key upload");
        return request.refuse(406, "not-acceptable");
    }
    if !request.companion.synced.swap(true, Ordering::Relaxed)
        && let Some(account) = request.hub.directory.by_number(&request.companion.number)
    {
        let phone = Phone::new(request.hub.clone(), account);
        let companion = request.companion.clone();
        request.hub.tasks.spawn(async move { phone.send_initial_sync(&companion).await });
    }
    request.done()
}

fn rotate_key(request: &Request<'_>, rotate: &Node) -> Node {
    match rotate.get_optional_child("skey").map(SignedKey::parse) {
        Some(Ok(signed)) => {
            request.companion.keys.lock().signed = signed;
            request.done()
        }
        _ => request.refuse(406, "not-acceptable"),
    }
}

fn digest(request: &Request<'_>) -> Node {
    let keys = request.companion.keys.lock();
    // A device that never uploaded has only the keys of its registration.
    if keys.one_time.is_empty() && !request.companion.synced.load(Ordering::Relaxed) {
        return request.refuse(404, "item-not-found");
    }
    request.give(keys.digest())
}

fn fetch(request: &Request<'_>) -> Node {
    let wanted = request.topic().and_then(Node::children).unwrap_or_default();
    let mut users = Vec::with_capacity(wanted.len());
    for jid in wanted.iter().filter_map(|user| jid_attr(user, "jid")) {
        users.push(bundle_node(request.hub, &jid));
    }
    request.give(NodeBuilder::new("list").children(users).build())
}

fn bundle_node(hub: &std::sync::Arc<Hub>, jid: &Jid) -> Node {
    match hub.directory.device(jid) {
        Some(DeviceRef { account, device: 0 }) => {
            let bundle = account.phone.bundle();
            match bundle
                .and_then(|bundle| PreKeyBundleUserNode::from_bundle(jid.clone(), &bundle, None))
            {
                Ok(user) => user.into_node(),
                Err(error) => {
                    tracing::warn!(%error, "a phone has no keys");
                    unknown(jid)
                }
            }
        }
        Some(DeviceRef { account, device }) => match account.companion(device) {
            Some(companion) => {
                let identity = Some(companion.identity.clone());
                let node = companion.keys.lock().fetch(jid.clone(), identity);
                announce_low(hub, &companion);
                node
            }
            None => unknown(jid),
        },
        None => unknown(jid),
    }
}

fn unknown(jid: &Jid) -> Node {
    let error = NodeBuilder::new("error").attr("code", 406).attr("text", "not-acceptable");
    NodeBuilder::new("user").attr("jid", jid).children([error.build()]).build()
}

/// Notifies a device that its one-time keys run low, once until it uploads again.
pub(crate) fn announce_low(hub: &Hub, companion: &Companion) {
    let left = {
        let mut keys = companion.keys.lock();
        if keys.low_announced || keys.one_time.len() >= hub.options.low_prekeys {
            return;
        }
        keys.low_announced = true;
        keys.one_time.len()
    };
    let count = NodeBuilder::new("count").attr("value", left).build();
    notify(companion, "encrypt", Jid::new("", Server::Pn), None, count);
}
