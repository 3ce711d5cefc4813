//! Calls to the account: their events, and their rejection where the instance's settings ask for it.

use super::cache::Cache;
use super::{chats, people};
use crate::app::App;
use crate::error::Error;
use crate::sessions::InstanceMeta;
use omni_channel::{CallChange, CallUpdate, Capability};
use omni_domain::conversation::ChatType;
use omni_domain::event::{CallEnded, CallReceived, Event, EventBody};
use omni_domain::job::payloads::{ActionPayload, CallReply};
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
    let chat = chats::find(app, tx, cache, meta, address).await?;
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

/// Queues the rejection. It is in no order: a call does not wait for what is sent in the chat. The text
/// for the caller is queued once it is done; a group gets none.
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
    let reply = match meta.calls.reply.clone().filter(|_| !is_group) {
        Some(text) => {
            let caller = &call.caller;
            let chat = chats::resolve(app, tx, cache, meta, caller, ChatType::Dm, None).await?;
            Some(CallReply { chat_id: chat.id, text })
        }
        None => None,
    };
    let payload = ActionPayload::RejectCall {
        call_id: call.call_id.clone(),
        caller: call.caller.id.clone(),
        at: app.env.now(),
        reply,
    };
    tx.insert_job(app.new_job(meta.tenant_id, &payload).of_instance(meta.id));
    Ok(())
}
