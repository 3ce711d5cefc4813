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

/// How much of a chat is read.
#[derive(Clone, Copy)]
enum Extent {
    Chat,
    /// All of its messages: its mark as unread stays.
    AllMessages,
    /// The named messages alone: others of the chat stay unread.
    Messages,
}

/// Marks all messages of a chat as read, here and, through a job, for their senders.
pub(crate) async fn mark_chat_read(
    app: &App,
    instance: &Instance,
    chat: Chat,
) -> Result<Timestamp, Error> {
    let recent = app.store.recent_messages(chat.id, MAX_MARKED).await?;
    record(app, instance, chat, recent, Extent::Chat).await
}

/// The same for its messages alone: a chat that is marked as unread stays so.
pub(crate) async fn mark_messages_of_chat_read(
    app: &App,
    instance: &Instance,
    chat: Chat,
) -> Result<Timestamp, Error> {
    let recent = app.store.recent_messages(chat.id, MAX_MARKED).await?;
    record(app, instance, chat, recent, Extent::AllMessages).await
}

/// Marks a message as read, here and, through a job, for its sender: by its internal id or the
/// channel's.
pub async fn mark_message_read(
    app: &App,
    caller: &Caller,
    instance: InstanceId,
    message: &str,
) -> Result<Timestamp, Error> {
    let instance = instances::load(app, caller, Scope::MessagesSend, instance).await?;
    let message = super::media::find(app, &instance, message).await?;
    let chat = app.store.find_chat(instance.tenant_id, message.chat_id).await?;
    let chat = chat.ok_or_else(|| Error::not_found("chat", message.chat_id))?;
    record(app, &instance, chat, vec![message], Extent::Messages).await
}

/// Marks these messages of a chat as read, as [`mark_message_read`] does: their internal ids or the
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
    record(app, &instance, chat.clone(), found, Extent::Messages).await?;
    Ok(chat)
}

async fn record(
    app: &App,
    instance: &Instance,
    chat: Chat,
    messages: Vec<Message>,
    extent: Extent,
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
                let counted = match extent {
                    Extent::Chat | Extent::AllMessages => Vec::new(),
                    Extent::Messages => tx.counted_unread(chat.id).await?,
                };
                let marked =
                    tx.advance_status(id, &external_ids, DeliveryStatus::Read, now).await?;
                match extent {
                    Extent::Chat => chats::read(&inner, tx, read).await?,
                    Extent::AllMessages => {
                        chats::read_some(&inner, tx, read, usize::MAX).await?;
                    }
                    Extent::Messages => {
                        let less = marked.iter().filter(|message| counted.contains(&message.id));
                        chats::read_some(&inner, tx, read, less.count()).await?;
                    }
                }
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
