//! Device lists of accounts, and notifications of their changes.

use std::sync::Arc;

use wacore_binary::builder::NodeBuilder;
use wacore_binary::{Jid, Node};

use super::account::{Account, Companion};
use super::adv::key_index_list;
use super::node::{now_secs, server_id};

/// `<devices>` of a usync answer.
pub(crate) fn usync_devices(account: &Account) -> anyhow::Result<Node> {
    let companions = account.companions();
    let primary = NodeBuilder::new("device").attr("id", 0).build();
    let linked = companions.iter().map(|companion| {
        NodeBuilder::new("device")
            .attr("id", companion.device)
            .attr("key-index", companion.key_index)
            .build()
    });
    let list = NodeBuilder::new("device-list").children(std::iter::once(primary).chain(linked));
    Ok(NodeBuilder::new("devices").children([list.build(), signed_list(account)?]).build())
}

fn signed_list(account: &Account) -> anyhow::Result<Node> {
    let timestamp = now_secs();
    let indexes = std::iter::once(0)
        .chain(account.companions().iter().map(|companion| companion.key_index))
        .collect();
    let identity = account.phone.identity();
    let bytes = key_index_list(identity, account.raw_id, timestamp, indexes)?;
    Ok(NodeBuilder::new("key-index-list").attr("ts", timestamp).bytes(bytes).build())
}

/// Notifies those who have read the list that a device was added.
pub(crate) fn announce_addition(account: &Account, companion: &Companion) -> anyhow::Result<()> {
    let list = signed_list(account)?;
    notify_watchers(account, companion, |device| {
        NodeBuilder::new("add").children([device, list.clone()]).build()
    });
    Ok(())
}

/// Notifies those who have read the list that a device was removed.
pub(crate) fn announce_removal(account: &Account, companion: &Companion) {
    let key = (companion.number.clone(), companion.device);
    account.watchers.lock().remove(&key);
    notify_watchers(account, companion, |device| {
        let list = NodeBuilder::new("key-index-list").attr("ts", now_secs()).build();
        NodeBuilder::new("remove").children([device, list]).build()
    });
}

fn notify_watchers(account: &Account, changed: &Companion, change: impl Fn(Node) -> Node) {
    let watchers: Vec<_> = account.watchers.lock().values().cloned().collect();
    for watcher in watchers {
        if watcher.number == changed.number && watcher.device == changed.device {
            continue;
        }
        let device = NodeBuilder::new("device")
            .attr("jid", changed.pn())
            .attr("key-index", changed.key_index)
            .attr("lid", changed.lid())
            .build();
        notify(&watcher, "devices", account.pn(), Some(account.lid()), change(device));
    }
}

/// Records that a device has read this list.
pub(crate) fn watch(account: &Account, watcher: &Arc<Companion>) {
    let key = (watcher.number.clone(), watcher.device);
    account.watchers.lock().entry(key).or_insert_with(|| Arc::clone(watcher));
}

/// Puts a notification into a device's mailbox.
pub(crate) fn notify(
    to: &Companion,
    kind: &'static str,
    from: Jid,
    lid: Option<Jid>,
    content: Node,
) {
    let id = server_id();
    let mut builder = NodeBuilder::new("notification")
        .attr("from", from)
        .attr("type", kind)
        .attr("id", id.clone())
        .attr("t", now_secs());
    if let Some(lid) = lid {
        builder = builder.attr("lid", lid);
    }
    to.mailbox.push(&id, builder.children([content]).build());
}
