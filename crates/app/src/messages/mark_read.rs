use super::{find_in, send_order_key};
use crate::app::App;
use crate::chats::{self, ReadChat};
use crate::error::{Error, Field};
use crate::instances;
use omni_domain::Timestamp;
use omni_domain::access::{Caller, Scope};
use omni_domain::conversation::Chat;
use omni_domain::ids::InstanceId;
use omni_domain::instance::Instance;
use omni_domain::job::payloads::ActionPayload;
use omni_domain::message::{DeliveryStatus, Direction, Message};

/// Messages named in one read mark.
const MAX_MARKED: u32 = 200;

/// Marks a chat (or one message of it) as read, here and, through a job, for the senders.
pub async fn mark_read(
    app: &App,
    caller: &Caller,
    instance: InstanceId,
    chat: Option<&str>,
    message: Option<&str>,
) -> Result<Timestamp, Error> {
    let instance = instances::load(app, caller, Scope::MessagesSend, instance).await?;
    let (chat, unread) = match (chat, message) {
        (_, Some(reference)) => {
            let message = super::media::find(app, &instance, reference).await?;
            let chat = app.store.find_chat(instance.tenant_id, message.chat_id).await?;
            (chat.ok_or_else(|| Error::not_found("chat", message.chat_id))?, vec![message])
        }
        (Some(reference), None) => {
            let chat = chats::find(app, &instance, reference).await?;
            let recent = app.store.recent_messages(chat.id, MAX_MARKED).await?;
            (chat, recent)
        }
        (None, None) => return Err(Error::invalid(Field::ReadChat, "name a chat or a message")),
    };
    record(app, &instance, chat, unread).await
}

/// Marks these messages of a chat as read, as [`mark_read`] does: their internal ids or the
/// channel's. One that the chat does not have is refused, and none is marked.
pub async fn mark_messages_read(
    app: &App,
    caller: &Caller,
    instance: InstanceId,
    chat: &str,
    messages: &[String],
) -> Result<Chat, Error> {
    let instance = instances::load(app, caller, Scope::MessagesSend, instance).await?;
    if messages.is_empty() || messages.len() > MAX_MARKED as usize {
        return Err(Error::invalid(Field::ReadMessages, format!("give 1 to {MAX_MARKED} ids")));
    }
    let chat = chats::find(app, &instance, chat).await?;
    let mut found = Vec::with_capacity(messages.len());
    for reference in messages {
        found.push(find_in(app, &chat, reference).await?);
    }
    record(app, &instance, chat.clone(), found).await?;
    Ok(chat)
}

async fn record(
    app: &App,
    instance: &Instance,
    chat: Chat,
    messages: Vec<Message>,
) -> Result<Timestamp, Error> {
    let unread: Vec<Message> = messages.into_iter().filter(is_unread).collect();
    let now = app.env.now();
    let (inner, tenant, id) = (app.clone(), instance.tenant_id, instance.id);
    let read = ReadChat {
        tenant_id: tenant,
        instance_id: id,
        channel: instance.channel,
        id: chat.id,
        address: chat.address.id.clone(),
    };
    app.store
        .write(move |tx| {
            Box::pin(async move {
                let external_ids: Vec<String> =
                    unread.iter().map(|message| message.external_id.clone()).collect();
                tx.advance_status(id, &external_ids, DeliveryStatus::Read, now).await?;
                chats::read(&inner, tx, read).await?;
                if unread.is_empty() {
                    return Ok::<_, Error>(());
                }
                let messages = unread
                    .into_iter()
                    .map(|message| (message.external_id, Some(message.sender_platform_id)))
                    .collect();
                let mark = ActionPayload::MarkRead { chat: chat.address.id, messages };
                let job = inner.new_job(tenant, &mark).of_instance(id);
                tx.insert_job(job.in_order(send_order_key(chat.id)));
                Ok(())
            })
        })
        .await?;
    Ok(now)
}

fn is_unread(message: &Message) -> bool {
    message.direction == Direction::Inbound && message.status == DeliveryStatus::Received
}
