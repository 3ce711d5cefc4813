//! Calls to the account: their events, and their rejection where the instance's settings ask for it.

use super::cache::Cache;
use super::{chats, people};
use crate::app::App;
use crate::error::Error;
use crate::messages::{Outgoing, queue_message, send_order_key};
use crate::sessions::InstanceMeta;
use omni_channel::{CallChange, CallUpdate, Capability};
use omni_domain::content::{Content, MessageContext};
use omni_domain::conversation::{Chat, ChatType};
use omni_domain::event::{CallEnded, CallReceived, Event, EventBody};
use omni_domain::job::payloads::ActionPayload;
use omni_domain::message::MessageSource;
use omni_storage::Tx;

/// Writes the event of a call, and what rejects it.
pub(super) async fn write(
    app: &App,
    tx: &mut Tx,
    cache: &mut Cache,
    meta: &InstanceMeta,
    call: &CallUpdate,
) -> Result<(), Error> {
    let caller = people::find(app, tx, cache, meta, &call.caller).await?;
    let address = call.group.as_ref().unwrap_or(&call.caller);
    let chat = chats::find(tx, cache, meta, address).await?;
    let mut event = Event::new(app.env.id(), meta.tenant_id, body(call), app.env.now());
    event.instance_id = Some(meta.id);
    event.channel = Some(meta.channel);
    event.chat_id = chat.map(|chat| chat.id);
    event.chat_external_id = Some(address.id.clone());
    event.person_id = caller.as_ref().map(|caller| caller.person_id);
    event.identity_id = caller.as_ref().map(|caller| caller.identity_id);
    tx.append_event(event);
    match call.change {
        CallChange::Rings { is_group, .. } if meta.calls.reject => {
            reject(app, tx, cache, meta, (call, is_group)).await
        }
        CallChange::Rings { .. } | CallChange::Ended(_) => Ok(()),
    }
}

fn body(call: &CallUpdate) -> EventBody {
    let chat = call.group.as_ref().unwrap_or(&call.caller).id.clone();
    let (call_id, from) = (call.call_id.clone(), call.caller.id.clone());
    match call.change {
        CallChange::Rings { media, is_group } => {
            CallReceived { call_id, chat, from, media, is_group }.into()
        }
        CallChange::Ended(outcome) => CallEnded { call_id, chat, from, outcome }.into(),
    }
}

/// Queues the rejection and, behind it, the text for the caller. A group gets no text.
async fn reject(
    app: &App,
    tx: &mut Tx,
    cache: &mut Cache,
    meta: &InstanceMeta,
    (call, is_group): (&CallUpdate, bool),
) -> Result<(), Error> {
    let channel = app.channel(meta.channel)?;
    if !channel.info().capabilities.has(Capability::RejectCalls) {
        return Ok(());
    }
    let payload = ActionPayload::RejectCall {
        call_id: call.call_id.clone(),
        caller: call.caller.id.clone(),
        at: app.env.now(),
    };
    let job = app.new_job(meta.tenant_id, &payload).of_instance(meta.id);
    let text = meta.calls.reply.clone().filter(|_| !is_group);
    let chat = match &text {
        Some(_) => direct_chat(app, tx, cache, meta, call).await?,
        None => None,
    };
    let (Some(text), Some(chat)) = (text, chat) else {
        tx.insert_job(job);
        return Ok(());
    };
    tx.insert_job(job.in_order(send_order_key(chat.id)));
    let owner = app.sessions.get(meta.id).and_then(|live| live.status().owner);
    let out = Outgoing {
        id: app.env.id(),
        external_id: channel.new_message_id(),
        content: Content::text(text),
        context: MessageContext::default(),
        source: MessageSource::Api,
        reply_to_external_id: None,
        owner: owner.map(|owner| owner.id),
        run_at: app.env.now(),
    };
    queue_message(app, tx, meta, &chat, out).await.map(drop)
}

async fn direct_chat(
    app: &App,
    tx: &mut Tx,
    cache: &mut Cache,
    meta: &InstanceMeta,
    call: &CallUpdate,
) -> Result<Option<Chat>, Error> {
    let chat = chats::resolve(app, tx, cache, meta, &call.caller, ChatType::Dm, None).await?;
    Ok(tx.chat_by_id(chat.id).await?)
}
