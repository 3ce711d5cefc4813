//! Plain sends, accepted together: those that arrive while a group is written wait for the next
//! one and share its statements.

use super::accept::{Accepted, OutboundDraft};
use super::chat::new_chat;
use super::idempotency;
use super::partner::{self, Partners};
use super::queue::{compose, job, queued, touch};
use crate::app::App;
use crate::chats;
use crate::error::Error;
use crate::gather::{Gather, Outcomes, Together};
use crate::sessions::InstanceMeta;
use crate::turns::collect;
use futures::future::BoxFuture;
use omni_domain::Timestamp;
use omni_domain::conversation::Chat;
use omni_domain::ids::InstanceId;
use omni_domain::message::Message;
use omni_storage::Tx;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// The queue of the store.
pub(crate) type Outbox = Gather<Accepting>;

/// Acceptances are written together.
pub(crate) enum Accepting {}

impl Together for Accepting {
    type Item = OutboundDraft;
    type Done = Accepted;

    fn write<'t>(
        app: &'t App,
        tx: &'t mut Tx,
        drafts: Vec<OutboundDraft>,
    ) -> BoxFuture<'t, Outcomes<Accepted>> {
        Box::pin(accept_in(app, tx, drafts))
    }
}

/// The chats of the recipients, by instance and address.
#[derive(Default)]
struct Book(HashMap<(InstanceId, String), Chat>);

impl Book {
    async fn of(tx: &mut Tx, drafts: &[OutboundDraft]) -> Result<Self, Error> {
        let mut book = Self::default();
        let mut wanted: HashMap<InstanceId, BTreeSet<String>> = HashMap::new();
        for draft in drafts {
            let addresses = wanted.entry(draft.live.meta().id).or_default();
            addresses.extend(draft.to.addresses().map(str::to_owned));
        }
        for (instance, addresses) in wanted {
            let addresses: Vec<String> = addresses.into_iter().collect();
            for chat in tx.find_chats(instance, &addresses).await? {
                book.keep(&chat);
            }
        }
        Ok(book)
    }

    fn keep(&mut self, chat: &Chat) {
        for address in chat.address.all() {
            self.0.insert((chat.instance_id, address.to_owned()), chat.clone());
        }
    }

    async fn chat(&mut self, app: &App, tx: &mut Tx, draft: &OutboundDraft) -> Result<Chat, Error> {
        let meta = draft.live.meta();
        let mut addresses = draft.to.addresses();
        let known = addresses.find_map(|address| self.0.get(&(meta.id, address.to_owned())));
        if let Some(chat) = known {
            return Ok(chat.clone());
        }
        let chat = new_chat(app, meta.tenant_id, meta.id, &draft.to);
        let chat = chats::add(app, tx, chat).await?;
        self.keep(&chat);
        Ok(chat)
    }
}

/// One that is to be written.
struct Ready {
    takes_over: bool,
    meta: Arc<InstanceMeta>,
    chat: Chat,
    message: Message,
}

/// One transaction for all. A fault of one of them is its own outcome.
async fn accept_in(app: &App, tx: &mut Tx, drafts: Vec<OutboundDraft>) -> Outcomes<Accepted> {
    let now = app.env.now();
    let mut book = Book::of(tx, &drafts).await?;
    let mut outcomes: Vec<Option<Result<Accepted, Error>>> = Vec::with_capacity(drafts.len());
    let mut ready = Vec::with_capacity(drafts.len());
    for draft in drafts {
        let repeat = idempotency::claim(tx, &draft, now).await?;
        if repeat.is_none() {
            let chat = book.chat(app, tx, &draft).await?;
            ready.push(prepare(app, draft, chat));
        }
        outcomes.push(repeat);
    }
    write(app, tx, &ready, now).await?;
    let mut ready = ready.into_iter();
    let outcomes = outcomes.into_iter().map(|outcome| match outcome {
        Some(outcome) => outcome,
        // Those without an outcome are the ready ones, in their order.
        None => match ready.next() {
            Some(one) => Ok(accepted(app, one)),
            None => Err(Error::internal(Unanswered)),
        },
    });
    Ok(outcomes.collect())
}

/// The job that sends it follows. Should this write be undone, it never does.
fn accepted(app: &App, one: Ready) -> Accepted {
    app.fresh.put(&one.message, one.chat.clone(), app.env.now());
    Accepted::New(Box::new((one.message, one.chat)))
}

/// Cannot happen: each draft is either a repeat or ready.
#[derive(Debug, thiserror::Error)]
#[error("a send was neither accepted nor refused")]
struct Unanswered;

fn prepare(app: &App, draft: OutboundDraft, chat: Chat) -> Ready {
    let meta = draft.live.meta();
    let takes_over = draft.takes_over(&meta);
    let message = compose(app, &meta, &chat, draft.outgoing(app.env.now(), None));
    Ready { takes_over, meta, chat, message }
}

async fn write(app: &App, tx: &mut Tx, ready: &[Ready], now: Timestamp) -> Result<(), Error> {
    let messages: Vec<Message> = ready.iter().map(|one| one.message.clone()).collect();
    tx.insert_messages(&messages).await?;
    let touches: Vec<_> = ready.iter().map(|one| touch(&one.message, now)).collect();
    tx.touch_chats(&touches).await?;
    let partners = Partners::load(tx, ready.iter().map(|one| &one.chat)).await?;
    for one in ready {
        let mut queued = queued(app, &one.meta, &one.message, &one.chat);
        partner::name(&mut queued, partners.of(&one.chat));
        tx.append_event(queued);
        tx.insert_job(job(app, &one.meta, &one.message, now));
        if one.takes_over {
            let address = &one.chat.address.id;
            collect::pause_for_person(app, tx, &one.meta, one.chat.id, address, now).await?;
        }
    }
    Ok(())
}
