//! Presence and typing: relayed at once, never stored.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::Ordering;

use wacore_binary::builder::NodeBuilder;
use wacore_binary::{JidExt as _, Node};

use super::account::{Account, Companion, DeviceRef};
use super::hub::Hub;
use super::node::{attr, jid_attr, now_secs};
use super::options::Addressing;
use super::phone::Inbound;
use super::sync::Lock;

/// The subscribers of each account's presence.
#[derive(Default)]
pub(crate) struct PresenceBoard {
    subscribers: Lock<HashMap<String, HashSet<String>>>,
    phones_available: Lock<HashSet<String>>,
    /// Held from the reading of a state to its sending: no subscriber gets an older one last.
    reporting: Lock<()>,
}

impl PresenceBoard {
    /// Subscribes `subscriber` to the presence of `subject`.
    pub(crate) fn subscribe(&self, subject: &str, subscriber: &str) {
        let mut subscribers = self.subscribers.lock();
        subscribers.entry(subject.to_owned()).or_default().insert(subscriber.to_owned());
    }

    fn unsubscribe(&self, subject: &str, subscriber: &str) {
        if let Some(subscribers) = self.subscribers.lock().get_mut(subject) {
            subscribers.remove(subscriber);
        }
    }

    fn is_available(&self, account: &Account) -> bool {
        self.phones_available.lock().contains(&account.number)
            || account.companions().iter().any(|one| one.available.load(Ordering::Relaxed))
    }
}

/// `<presence>` from a companion device.
pub(crate) fn accept(hub: &Arc<Hub>, companion: &Companion, node: &Node) {
    let Some(account) = hub.directory.by_number(&companion.number) else { return };
    let subject = jid_attr(node, "to").and_then(|jid| hub.directory.by_jid(&jid));
    match (attr(node, "type").as_deref(), subject) {
        (Some("subscribe"), Some(subject)) => {
            let _reporting = hub.presence.reporting.lock();
            hub.presence.subscribe(&subject.number, &account.number);
            companion.send_if_online(presence_node(hub, &subject));
        }
        (Some("unsubscribe"), Some(subject)) => {
            hub.presence.unsubscribe(&subject.number, &account.number);
        }
        (kind @ (None | Some("available" | "unavailable")), _) => {
            if let Some(name) = attr(node, "name") {
                if kind.is_none() {
                    // Not a change of presence: the person has changed the push name.
                    account.profile.lock().push_name.clone_from(&name);
                }
                *companion.push_name.lock() = name;
            }
            companion.available.store(kind != Some("unavailable"), Ordering::Relaxed);
            publish(hub, &account);
        }
        _ => {}
    }
}

/// A phone is in use or not.
pub(crate) fn set_phone(hub: &Arc<Hub>, account: &Account, available: bool) {
    {
        let mut phones = hub.presence.phones_available.lock();
        if available {
            phones.insert(account.number.clone());
        } else {
            phones.remove(&account.number);
        }
    }
    publish(hub, account);
}

/// A companion device lost its connection.
pub(crate) fn companion_left(hub: &Arc<Hub>, companion: &Companion) {
    if companion.available.swap(false, Ordering::Relaxed)
        && let Some(account) = hub.directory.by_number(&companion.number)
    {
        publish(hub, &account);
    }
}

fn presence_node(hub: &Hub, subject: &Account) -> Node {
    let builder = NodeBuilder::new("presence").attr("from", subject.shown_jid());
    if hub.presence.is_available(subject) {
        builder.build()
    } else {
        builder.attr("type", "unavailable").attr("last", now_secs()).build()
    }
}

fn publish(hub: &Arc<Hub>, subject: &Account) {
    let _reporting = hub.presence.reporting.lock();
    let subscribers = hub.presence.subscribers.lock().get(&subject.number).cloned();
    let node = presence_node(hub, subject);
    let available = hub.presence.is_available(subject);
    for number in subscribers.unwrap_or_default() {
        let Some(account) = hub.directory.by_number(&number) else { continue };
        for companion in account.companions() {
            companion.send_if_online(node.clone());
        }
        account.phone.receive(Inbound::Presence { from: subject.number.clone(), available });
    }
}

/// A person's activity in a chat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Activity {
    Typing,
    Recording,
    Paused,
}

impl Activity {
    fn node(self) -> Node {
        match self {
            Self::Typing => NodeBuilder::new("composing").build(),
            Self::Recording => NodeBuilder::new("composing").attr("media", "audio").build(),
            Self::Paused => NodeBuilder::new("paused").build(),
        }
    }
}

/// `<chatstate>` from a companion device.
pub(crate) fn chat_state(hub: &Arc<Hub>, companion: &Companion, node: &Node) {
    let Some(account) = hub.directory.by_number(&companion.number) else { return };
    let sender = DeviceRef { account, device: companion.device };
    let activity = match node.children().and_then(<[Node]>::first) {
        Some(child) if child.tag == "paused" => Activity::Paused,
        Some(child) if attr(child, "media").as_deref() == Some("audio") => Activity::Recording,
        _ => Activity::Typing,
    };
    if let Some(to) = jid_attr(node, "to") {
        send_activity(hub, &sender, &to, activity);
    }
}

/// Shows an activity to the other members of a chat.
pub(crate) fn send_activity(
    hub: &Arc<Hub>,
    sender: &DeviceRef,
    to: &wacore_binary::Jid,
    activity: Activity,
) {
    let group = if to.is_group() { hub.groups.by_jid(to) } else { None };
    let others: Vec<Arc<Account>> = match &group {
        Some(group) => group.members().into_iter().filter(|one| *one != sender.account).collect(),
        None => hub.directory.by_jid(to).into_iter().collect(),
    };
    for account in others {
        let mut builder = NodeBuilder::new("chatstate");
        let chat = if let Some(group) = &group {
            builder = builder
                .attr("from", group.jid())
                .attr("participant", sender.account.jid(group.addressing));
            group.jid().to_string()
        } else {
            builder = builder.attr("from", sender.account.shown_jid());
            sender.account.jid(Addressing::Pn).to_string()
        };
        let node = builder.children([activity.node()]).build();
        for companion in account.companions() {
            companion.send_if_online(node.clone());
        }
        let from = sender.account.number.clone();
        account.phone.receive(Inbound::Activity { from, chat, activity });
    }
}
