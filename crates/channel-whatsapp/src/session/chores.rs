//! Small questions to the network that nobody waits for: who is in a group, whether a contact is
//! online. Done one after another, so that they never crowd out messages.

use crate::inbound::Book;
use crate::inbound::describe_group;
use crate::session::Core;
use crate::store::keys;
use bytes::Bytes;
use omni_channel::StateWrite;
use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::mpsc;
use wacore_binary::builder::NodeBuilder;
use wacore_binary::{Jid, JidExt};
use whatsapp_rust::Client;
use whatsapp_rust::features::RetryRequestOptions;

/// After a day a group's facts are asked for again with its next message.
const FACTS_STALE_AFTER: i64 = 24 * 3600;
const CAPACITY: usize = 256;
const MOST_REMEMBERED: usize = 1024;

/// Something to find out.
#[derive(Debug)]
pub(crate) enum Chore {
    /// A message came from this chat: the first time, learn about it.
    Meet(Jid),
    /// A group's members changed.
    DescribeGroup(Jid),
    /// A message is to be encrypted anew by who sent it.
    AskAgain {
        /// Its chat.
        chat: String,
        /// The device that sent it.
        sender: String,
        /// Its id.
        id: String,
    },
}

#[derive(Debug)]
pub(crate) struct Chores {
    sender: mpsc::Sender<Chore>,
    met: Mutex<HashSet<String>>,
}

impl Chores {
    pub(crate) fn new() -> (Self, mpsc::Receiver<Chore>) {
        let (sender, receiver) = mpsc::channel(CAPACITY);
        (Self { sender, met: Mutex::default() }, receiver)
    }

    /// Never waits. A chore that finds no room comes again with the next message.
    pub(crate) fn add(&self, chore: Chore) {
        let name = match &chore {
            Chore::Meet(jid) => {
                let name = jid.to_non_ad_string();
                let mut met = self.met.lock().unwrap_or_else(PoisonError::into_inner);
                if met.contains(&name) {
                    return;
                }
                if met.len() >= MOST_REMEMBERED {
                    met.clear();
                }
                met.insert(name.clone());
                Some(name)
            }
            Chore::DescribeGroup(_) | Chore::AskAgain { .. } => None,
        };
        if self.sender.try_send(chore).is_err()
            && let Some(name) = name
        {
            self.met.lock().unwrap_or_else(PoisonError::into_inner).remove(&name);
        }
    }

    /// A new connection: the network has forgotten what we asked to be told.
    pub(crate) fn forget(&self) {
        self.met.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

/// Works until dropped.
pub(crate) async fn run(chores: &mut mpsc::Receiver<Chore>, core: &Core, client: &Arc<Client>) {
    while let Some(chore) = chores.recv().await {
        let limit = core.options.query_timeout;
        // A chore that fails is not worth a word: nothing depends on it.
        let _ = tokio::time::timeout(limit, one(chore, core, client)).await;
    }
}

async fn one(task: Chore, core: &Core, client: &Arc<Client>) {
    match task {
        Chore::DescribeGroup(group) => describe(&group, core, client).await,
        Chore::Meet(jid) if jid.is_group() => {
            let known = core.context.state.get(keys::GROUP_SEEN, &jid.to_string()).await;
            let now = wacore::time::now_secs();
            let fresh = known.ok().flatten().is_some_and(|row| now - row.num < FACTS_STALE_AFTER);
            if !fresh {
                describe(&jid, core, client).await;
            }
        }
        Chore::Meet(jid) if jid.is_pn() || jid.is_lid() => {
            let _ = client.presence().subscribe(jid.to_non_ad()).await;
        }
        Chore::Meet(_) => {}
        Chore::AskAgain { chat, sender, id } => ask_again(&chat, &sender, &id, core, client).await,
    }
}

/// Sends a retry receipt. What our own phone said cannot be had this way.
async fn ask_again(chat: &str, sender: &str, id: &str, core: &Core, client: &Arc<Client>) {
    let (Ok(room), Ok(device)) = (chat.parse::<Jid>(), sender.parse::<Jid>()) else { return };
    let own = [client.pn(), client.lid()];
    if own.iter().flatten().any(|own| own.is_same_user_as(&device)) {
        return;
    }
    let mut stanza = NodeBuilder::new("message").attr("id", id).attr("t", wacore::time::now_secs());
    stanza = if room.is_group() || room.is_status_broadcast() {
        stanza.attr("from", room).attr("participant", device)
    } else {
        stanza.attr("from", device)
    };
    let wish = RetryRequestOptions::new();
    match client.request_message_retry(&stanza.build().as_node_ref(), wish).await {
        Ok(_) => tracing::info!(
            instance = %core.context.instance,
            "a message whose key was spent before it was stored was asked for again"
        ),
        Err(error) => tracing::warn!(
            instance = %core.context.instance,
            %error,
            "a message whose key was spent could not be asked for again"
        ),
    }
}

async fn describe(group: &Jid, core: &Core, client: &Arc<Client>) {
    let Ok(facts) = client.groups().get_metadata(group).await else { return };
    let inbound = describe_group(&facts, Book::new(client)).await;
    if core.context.sink.accept(vec![inbound]).await.is_ok() {
        core.context.state.enqueue(vec![StateWrite::Put {
            ns: keys::GROUP_SEEN,
            key: group.to_string(),
            value: Bytes::new(),
            num: wacore::time::now_secs(),
        }]);
    }
}
