//! Turns queued events into things heard, in order, and hands them to the sink in batches.

use crate::inbound::{
    Book, Item, contacts, groups, history, message, past as older, presence, receipts,
};
use crate::session::Core;
use crate::session::chores::Chore;
use crate::session::verdict::lost;
use crate::store::LearntPair;
use omni_channel::{Closed, HistoryPage, Inbound, SentRef, SinkError};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;
use wacore::types::events::{Event, LazyHistorySync};
use wacore::types::message::MessageCategory;
use wacore_binary::JidExt;
use waproto::whatsapp::history_sync::HistorySyncType;
use whatsapp_rust::Client;

const LARGEST_BATCH: usize = 100;
const RETRIES: u32 = 6;

/// The receiving ends of a session's queues.
#[derive(Debug)]
pub(crate) struct Pump {
    pub(crate) items: mpsc::Receiver<Item>,
    pub(crate) learnt: mpsc::Receiver<LearntPair>,
}

impl Pump {
    /// Works until dropped.
    pub(crate) async fn run(&mut self, core: &Core, client: &Arc<Client>) {
        let mut items = Vec::with_capacity(LARGEST_BATCH);
        let mut pairs = Vec::new();
        loop {
            tokio::select! {
                _ = self.items.recv_many(&mut items, LARGEST_BATCH) => {}
                _ = self.learnt.recv_many(&mut pairs, LARGEST_BATCH) => {}
            }
            self.pass(core, client, &mut items, &mut pairs).await;
        }
    }

    /// Works off what is queued after the connection has ended.
    pub(crate) async fn drain(&mut self, core: &Core, client: &Arc<Client>) {
        let mut items = Vec::new();
        let mut pairs = Vec::new();
        while let Ok(item) = self.items.try_recv() {
            items.push(item);
        }
        while let Ok(pair) = self.learnt.try_recv() {
            pairs.push(pair);
        }
        self.pass(core, client, &mut items, &mut pairs).await;
    }

    async fn pass(
        &self,
        core: &Core,
        client: &Arc<Client>,
        items: &mut Vec<Item>,
        pairs: &mut Vec<LearntPair>,
    ) {
        let mut heard: Vec<Inbound> =
            pairs.drain(..).filter_map(|pair| contacts::learnt(&pair)).collect();
        for item in items.drain(..) {
            match item {
                Item::LateAck(external_id) => {
                    heard.push(Inbound::Taken(SentRef { external_id, client_id: None }));
                }
                Item::Event(event) => {
                    if let Event::HistorySync(sync) = &*event {
                        hand_over(core, std::mem::take(&mut heard)).await;
                        past(core, client, sync).await;
                    } else {
                        convert(core, client, &event, &mut heard).await;
                    }
                }
            }
        }
        hand_over(core, heard).await;
    }
}

async fn convert(core: &Core, client: &Client, event: &Event, heard: &mut Vec<Inbound>) {
    let book = Book::new(client);
    let one = match event {
        Event::Receipt(receipt) => receipts::read(receipt, book).await,
        Event::ChatPresence(update) => Some(presence::typing(update, book).await),
        Event::Presence(update) => Some(presence::presence(update, book).await),
        Event::PushNameUpdate(update) => Some(contacts::push_name(update, book).await),
        Event::ContactUpdate(update) => Some(contacts::saved(update, book).await),
        Event::ContactNumberChanged(update) => Some(contacts::moved(update, book).await),
        Event::BusinessStatusUpdate(update) => Some(contacts::business(update, book).await),
        Event::GroupUpdate(update) => {
            if groups::changes_members(&update.action) {
                core.chores.add(Chore::DescribeGroup(update.group_jid.clone()));
            }
            groups::notified(update, book).await
        }
        Event::UndecryptableMessage(message) => {
            // What the own phone tells its devices (history, keys) is nobody's message; it comes
            // again like any other.
            let peer = message.info.category == MessageCategory::Peer;
            let shown = !peer && !message.info.source.chat.is_newsletter();
            let envelope = book.envelope(&message.info).await;
            shown.then(|| envelope.undecryptable())
        }
        Event::Messages(batch) => {
            // Only those that pass the hook by: recovered with the phone's help.
            for item in batch.iter().filter(|item| !item.info.source.chat.is_newsletter()) {
                let envelope = book.envelope(&item.info).await;
                heard.extend(message::read(&item.message, envelope, &book.me()));
            }
            None
        }
        _ => None,
    };
    heard.extend(one);
}

/// The network has forgotten these by now, so a store that is away for a moment is waited for.
/// Whether it is stored.
async fn hand_over(core: &Core, heard: Vec<Inbound>) -> bool {
    if heard.is_empty() {
        return true;
    }
    let mut wait = Duration::from_millis(200);
    for attempt in 0..=RETRIES {
        match core.context.sink.accept(heard.clone()).await {
            Ok(()) => return true,
            Err(SinkError::Fenced) => {
                core.verdict.demand(Closed::Stopped);
                return false;
            }
            Err(SinkError::NotStored(_)) if attempt < RETRIES => {
                tokio::time::sleep(wait).await;
                wait *= 2;
            }
            Err(SinkError::NotStored(_)) => {
                tracing::error!(
                    instance = %core.context.instance,
                    lost = heard.len(),
                    "events of a WhatsApp session could not be stored and are lost"
                );
                core.verdict.demand(lost("received events could not be stored"));
            }
        }
    }
    false
}

/// History is inflated one conversation at a time and handed over in small batches. Of what was
/// asked for, only the wanted period is kept, and whoever asked is told once it is stored.
async fn past(core: &Core, client: &Arc<Client>, sync: &LazyHistorySync) {
    let book = Book::new(client);
    let on_demand = sync.sync_type() == HistorySyncType::ON_DEMAND as i32;
    let wish = if on_demand { core.past.wish() } else { None };
    let mut page = HistoryPage::default();
    let (mut about_it, mut about_others) = (false, false);
    let mut outlet = Outlet { core, batch: Vec::new(), stored: true };
    let mut stream = sync.stream();
    loop {
        let conversation = match stream.next_conversation() {
            Ok(Some(conversation)) => conversation,
            Ok(None) => break,
            Err(_) => {
                tracing::warn!(instance = %core.context.instance, "a part of the WhatsApp history is damaged");
                outlet.flush().await;
                return;
            }
        };
        let mut heard = history::conversation(&conversation, book).await;
        if let Some(wish) = &wish {
            let chat = history::chat(&conversation, book).await;
            if chat.is_some_and(|chat| wish.is_about(&chat)) {
                heard.retain(|one| wish.wants(one));
                page.received = u32::try_from(conversation.messages.len()).unwrap_or(u32::MAX);
                page.oldest = older::oldest(&conversation);
                about_it = true;
            } else {
                about_others = true;
            }
        }
        outlet.add(heard).await;
    }
    if let Ok(rest) = stream.remainder() {
        outlet.add(history::names(&rest, book).await).await;
    }
    outlet.flush().await;
    // One that is only about others comes late, for a request that was given up. One about
    // nothing says that there is no more.
    if wish.is_some() && (about_it || !about_others) && outlet.stored {
        core.past.answered(page);
    }
}

/// Gathers and hands over in batches.
struct Outlet<'a> {
    core: &'a Core,
    batch: Vec<Inbound>,
    /// Nothing was lost so far.
    stored: bool,
}

impl Outlet<'_> {
    async fn add(&mut self, heard: Vec<Inbound>) {
        for inbound in heard {
            self.batch.push(inbound);
            if self.batch.len() == LARGEST_BATCH {
                self.flush().await;
            }
        }
    }

    async fn flush(&mut self) {
        self.stored &= hand_over(self.core, std::mem::take(&mut self.batch)).await;
    }
}
