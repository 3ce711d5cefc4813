//! Converts queued events, in order, and passes them to the sink in batches.

use crate::inbound::{
    Book, Item, calls, contacts, deletions, group_notices, groups, history, message,
    message_labels, on_demand, presence, receipts, state,
};
use crate::session::Core;
use crate::session::background::Task;
use crate::session::close_reason::lost;
use crate::store::LearntPair;
use omni_channel::{Closed, HistoryPage, Inbound, SentRef, SinkError};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use wacore::types::events::{Event, LazyHistorySync};
use wacore::types::message::MessageCategory;
use wacore_binary::{Jid, JidExt};
use waproto::whatsapp::history_sync::HistorySyncType;
use whatsapp_rust::Client;

const LARGEST_BATCH: usize = 100;
const RETRIES: u32 = 6;

/// The receiving ends of a session's queues.
#[derive(Debug)]
pub(crate) struct Pump {
    items: mpsc::Receiver<Item>,
    learnt: mpsc::Receiver<LearntPair>,
    /// What was taken from the queues and is not stored yet: what a connection could not store before
    /// it was given up is stored by the next one.
    taken: Vec<Item>,
    pairs: Vec<LearntPair>,
}

impl Pump {
    pub(crate) fn new(items: mpsc::Receiver<Item>, learnt: mpsc::Receiver<LearntPair>) -> Self {
        Self { items, learnt, taken: Vec::new(), pairs: Vec::new() }
    }

    /// Runs until the connection has ended and what is queued by then is processed.
    pub(crate) async fn run(
        &mut self,
        core: &Core,
        client: &Arc<Client>,
        ended: &CancellationToken,
    ) {
        // The library reports no labels of messages: they are read from its stanzas.
        let _stanzas = client.acquire_raw_node_forwarding();
        self.pass(core, client).await;
        while !ended.is_cancelled() {
            tokio::select! {
                () = ended.cancelled() => {}
                _ = self.items.recv_many(&mut self.taken, LARGEST_BATCH) => {}
                _ = self.learnt.recv_many(&mut self.pairs, LARGEST_BATCH) => {}
            }
            self.pass(core, client).await;
        }
        while let Ok(item) = self.items.try_recv() {
            self.taken.push(item);
        }
        while let Ok(pair) = self.learnt.try_recv() {
            self.pairs.push(pair);
        }
        self.pass(core, client).await;
    }

    /// Stores what was taken. If this is given up half-way, all of it is stored again: a repeat of what
    /// is stored is dropped, but what was lost would not come again.
    async fn pass(&mut self, core: &Core, client: &Arc<Client>) {
        let mut received: Vec<Inbound> = self.pairs.iter().filter_map(contacts::learnt).collect();
        for item in &self.taken {
            match item {
                Item::LateAck(external_id) => {
                    let external_id = external_id.clone();
                    received.push(Inbound::Accepted(SentRef { external_id, client_id: None }));
                }
                Item::Event(event) => {
                    if let Event::HistorySync(sync) = &**event {
                        deliver(core, std::mem::take(&mut received)).await;
                        history_sync(core, client, sync).await;
                    } else {
                        convert(core, client, event, &mut received).await;
                    }
                }
            }
        }
        deliver(core, received).await;
        self.taken.clear();
        self.pairs.clear();
    }
}

async fn convert(core: &Core, client: &Client, event: &Event, received: &mut Vec<Inbound>) {
    let book = Book::new(client);
    let one = match event {
        Event::Receipt(receipt) => receipts::read(receipt, book).await,
        Event::ChatPresence(update) => Some(presence::typing(core, update, book).await),
        Event::Presence(update) => Some(presence::presence(core, update, book).await),
        Event::PushNameUpdate(update) => Some(contacts::push_name(update, book).await),
        Event::ContactUpdate(update) => Some(contacts::saved(update, book).await),
        Event::ContactNumberChanged(update) => Some(contacts::moved(update, book).await),
        Event::BusinessStatusUpdate(update) => Some(contacts::business(update, book).await),
        Event::DeleteMessageForMeUpdate(update) => deletions::read(update, book).await,
        Event::GroupUpdate(update) => {
            if groups::changes_members(&update.action) {
                core.background.add(Task::FetchGroup(update.group_jid.clone()));
            }
            received.extend(groups::disappearing(update, book).await);
            received.extend(group_notices::read(update, book).await);
            groups::notified(update, book).await
        }
        Event::IncomingCall(call) => calls::signalled(call, &core.calls, book).await,
        Event::MissedCall(call) => calls::missed(call, &core.calls, book).await,
        Event::UndecryptableMessage(message) => {
            // What the account's phone sends to its own devices (history, keys) is not a chat
            // message; it is delivered again like any other.
            let peer = message.info.category == MessageCategory::Peer;
            let chat = &message.info.source.chat;
            let shown = !peer && !chat.is_newsletter() && is_received(core, chat);
            let envelope = book.envelope(&message.info).await;
            shown.then(|| envelope.undecryptable())
        }
        Event::Messages(batch) => {
            // Only messages that bypass the hook: recovered with the phone's help, or posted in a
            // newsletter.
            for item in batch.iter().filter(|item| is_received(core, &item.info.source.chat)) {
                let mut envelope = book.envelope(&item.info).await;
                if item.info.source.chat.is_newsletter() {
                    let number = i64::from(item.info.server_id);
                    envelope.id = core.posts.id_of(&envelope.chat.id, number, envelope.id);
                }
                received.extend(message::read(&item.message, envelope, &book.me()));
                if item.info.source.chat.is_newsletter() {
                    core.background.add(Task::LookUpChat(item.info.source.chat.clone()));
                }
            }
            None
        }
        Event::RawNode(stanza) => {
            received.extend(message_labels::read(stanza, core, client, book).await);
            None
        }
        Event::StarUpdate(update) => {
            let read = state::read(event, book).await;
            if let Some(Inbound::State(change)) = &read {
                core.held_marks.follow(change, update.from_full_sync);
            }
            read
        }
        other => state::read(other, book).await,
    };
    received.extend(one);
}

/// Whether messages of this chat are received: status updates only if the instance is set so.
pub(super) fn is_received(core: &Core, chat: &Jid) -> bool {
    core.settings.receive_status || !chat.is_status_broadcast()
}

/// Stores converted events and returns whether they are stored. The network does not deliver
/// them again, so a store that is briefly unavailable is retried.
async fn deliver(core: &Core, received: Vec<Inbound>) -> bool {
    if received.is_empty() {
        return true;
    }
    let mut wait = Duration::from_millis(200);
    for attempt in 0..=RETRIES {
        match core.context.sink.accept(received.clone()).await {
            Ok(()) => return true,
            Err(SinkError::Fenced) => {
                core.close_reason.close(Closed::Stopped);
                return false;
            }
            Err(SinkError::NotStored(_)) if attempt < RETRIES => {
                tokio::time::sleep(wait).await;
                wait *= 2;
            }
            Err(SinkError::NotStored(_)) => {
                tracing::error!(
                    instance.id = %core.context.instance,
                    lost = received.len(),
                    "events of a WhatsApp session could not be stored and are lost"
                );
                core.close_reason.close(lost("received events could not be stored"));
            }
        }
    }
    false
}

/// History is inflated one conversation at a time and delivered in small batches. Of requested
/// history, only the requested period is kept, and the requester gets its answer once that is
/// stored.
async fn history_sync(core: &Core, client: &Arc<Client>, sync: &LazyHistorySync) {
    let book = Book::new(client);
    let on_demand = sync.sync_type() == HistorySyncType::ON_DEMAND as i32;
    let filter = if on_demand { core.on_demand.filter() } else { None };
    let mut page = HistoryPage::default();
    let (mut requested_chat, mut other_chats) = (false, false);
    let mut outlet = Outlet { core, batch: Vec::new(), stored: true };
    let mut stream = sync.stream();
    loop {
        let conversation = match stream.next_conversation() {
            Ok(Some(conversation)) => conversation,
            Ok(None) => break,
            Err(_) => {
                tracing::warn!(instance.id = %core.context.instance, "a part of the WhatsApp history is damaged");
                outlet.flush().await;
                return;
            }
        };
        let mut received = history::conversation(&conversation, book).await;
        if let Some(filter) = &filter {
            let chat = history::chat(&conversation, book).await;
            if chat.is_some_and(|chat| filter.matches_chat(&chat)) {
                received.retain(|one| filter.accepts(one));
                page.received = u32::try_from(conversation.messages.len()).unwrap_or(u32::MAX);
                page.oldest = on_demand::oldest(&conversation);
                requested_chat = true;
            } else {
                other_chats = true;
            }
        }
        let marks = core.held_marks.take(&received);
        outlet.add(received).await;
        outlet.add(marks).await;
    }
    if let Ok(rest) = stream.remainder() {
        outlet.add(history::names(&rest, book).await).await;
    }
    outlet.flush().await;
    // A page with other chats only is the late answer to a request that was given up. An empty
    // page means that there is no older history.
    let answers = filter
        .is_some_and(|filter| (requested_chat || !other_chats) && filter.is_answered_by(&page));
    if answers && outlet.stored {
        core.on_demand.answered(page);
    }
}

/// Collects events and delivers them in batches.
struct Outlet<'a> {
    core: &'a Core,
    batch: Vec<Inbound>,
    /// Everything so far is stored.
    stored: bool,
}

impl Outlet<'_> {
    async fn add(&mut self, received: Vec<Inbound>) {
        for inbound in received {
            self.batch.push(inbound);
            if self.batch.len() == LARGEST_BATCH {
                self.flush().await;
            }
        }
    }

    async fn flush(&mut self) {
        self.stored &= deliver(self.core, std::mem::take(&mut self.batch)).await;
    }
}
