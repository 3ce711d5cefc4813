//! Small queries to the network that no caller waits for: a group's participants, a contact's
//! presence. They run one after another, so that they never delay messages.

use crate::account;
use crate::groups;
use crate::session::Core;
use crate::store::keys;
use omni_channel::{ChatInfo, Inbound};
use omni_domain::conversation::{Address, ChatType};
use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::mpsc;
use wacore_binary::builder::NodeBuilder;
use wacore_binary::{Jid, JidExt};
use whatsapp_rust::Client;
use whatsapp_rust::features::RetryRequestOptions;

/// Seconds after which a group's metadata is fetched again with its next message.
const METADATA_STALE_AFTER: i64 = 24 * 3600;
const CAPACITY: usize = 256;
const MAX_SEEN: usize = 1024;

/// A query to run.
#[derive(Debug)]
pub(crate) enum Task {
    /// A message arrived from this chat: with the first, fetch the group or subscribe to presence.
    LookUpChat(Jid),
    /// A group's members changed.
    FetchGroup(Jid),
    /// Who is blocked may have changed.
    FetchBlocklist,
    /// Privacy settings may have changed.
    FetchPrivacy,
    /// Requests that the sender encrypts a message anew.
    RequestRetry {
        /// Its chat.
        chat: String,
        /// The device that sent it.
        sender: String,
        /// Its id.
        id: String,
    },
}

#[derive(Debug)]
pub(crate) struct Background {
    sender: mpsc::Sender<Task>,
    seen: Mutex<HashSet<String>>,
}

impl Background {
    pub(crate) fn new() -> (Self, mpsc::Receiver<Task>) {
        let (sender, receiver) = mpsc::channel(CAPACITY);
        (Self { sender, seen: Mutex::default() }, receiver)
    }

    /// Never waits. A task that does not fit is added again with the chat's next message.
    pub(crate) fn add(&self, task: Task) {
        let name = match &task {
            Task::LookUpChat(jid) => {
                let name = jid.to_non_ad_string();
                let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
                if seen.contains(&name) {
                    return;
                }
                if seen.len() >= MAX_SEEN {
                    seen.clear();
                }
                seen.insert(name.clone());
                Some(name)
            }
            Task::FetchGroup(_)
            | Task::FetchBlocklist
            | Task::FetchPrivacy
            | Task::RequestRetry { .. } => None,
        };
        if self.sender.try_send(task).is_err()
            && let Some(name) = name
        {
            self.seen.lock().unwrap_or_else(PoisonError::into_inner).remove(&name);
        }
    }

    /// For a new connection: the network has dropped the presence subscriptions.
    pub(crate) fn reset(&self) {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

/// Runs until dropped.
pub(crate) async fn run(tasks: &mut mpsc::Receiver<Task>, core: &Core, client: &Arc<Client>) {
    while let Some(task) = tasks.recv().await {
        let limit = core.options.query_timeout;
        // A failed task is not logged: nothing depends on it.
        let _ = tokio::time::timeout(limit, one(task, core, client)).await;
    }
}

async fn one(task: Task, core: &Core, client: &Arc<Client>) {
    match task {
        Task::FetchGroup(group) => groups::fetch(&group, core, client).await,
        Task::LookUpChat(jid) if jid.is_group() => {
            let known = core.context.state.get(keys::GROUP_SEEN, &jid.to_string()).await;
            let now = wacore::time::now_secs();
            let fresh =
                known.ok().flatten().is_some_and(|row| now - row.num < METADATA_STALE_AFTER);
            if !fresh {
                groups::fetch(&jid, core, client).await;
            }
        }
        Task::LookUpChat(jid) if jid.is_pn() || jid.is_lid() => {
            let _ = client.presence().subscribe(jid.to_non_ad()).await;
        }
        Task::LookUpChat(jid) if jid.is_newsletter() => name_newsletter(&jid, core, client).await,
        Task::LookUpChat(_) => {}
        Task::FetchBlocklist => store(account::fetch_blocklist(client).await, core).await,
        Task::FetchPrivacy => store(account::fetch_privacy(client).await, core).await,
        Task::RequestRetry { chat, sender, id } => {
            request_retry(&chat, &sender, &id, core, client).await;
        }
    }
}

/// Stores what was fetched. If it cannot be stored now, the next connection fetches it again.
async fn store(fetched: Option<Inbound>, core: &Core) {
    if let Some(inbound) = fetched
        && core.context.sink.accept(vec![inbound]).await.is_err()
    {
        tracing::warn!(instance.id = %core.context.instance, "lists of the account could not be stored");
    }
}

/// Sends a retry receipt. Messages of the account's own phone cannot be requested this way.
async fn request_retry(chat: &str, sender: &str, id: &str, core: &Core, client: &Arc<Client>) {
    let (Ok(chat), Ok(device)) = (chat.parse::<Jid>(), sender.parse::<Jid>()) else { return };
    let own = [client.pn(), client.lid()];
    if own.iter().flatten().any(|own| own.is_same_user_as(&device)) {
        return;
    }
    let mut stanza = NodeBuilder::new("message").attr("id", id).attr("t", wacore::time::now_secs());
    stanza = if chat.is_group() || chat.is_status_broadcast() {
        stanza.attr("from", chat).attr("participant", device)
    } else {
        stanza.attr("from", device)
    };
    let options = RetryRequestOptions::new();
    match client.request_message_retry(&stanza.build().as_node_ref(), options).await {
        Ok(_) => tracing::info!(
            instance.id = %core.context.instance,
            "a message whose key was used before it was stored was requested again"
        ),
        Err(error) => tracing::warn!(
            instance.id = %core.context.instance,
            %error,
            "a message whose key was used could not be requested again"
        ),
    }
}

/// A post does not contain the name of its newsletter.
async fn name_newsletter(newsletter: &Jid, core: &Core, client: &Arc<Client>) {
    let Ok(found) = client.newsletter().get_metadata(newsletter).await else { return };
    let info = ChatInfo {
        chat: Address::new(newsletter.to_string()),
        chat_type: ChatType::Channel,
        name: Some(found.name).filter(|name| !name.is_empty()),
        participants: None,
    };
    // The next connection asks again.
    let _ = core.context.sink.accept(vec![Inbound::Chat(info)]).await;
}
