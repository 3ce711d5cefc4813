use crate::app::App;
use omni_domain::Timestamp;
use omni_domain::event::{ChatUpdated, Event};
use omni_domain::ids::{ChatId, InstanceId, TenantId};
use omni_domain::instance::ChannelType;
use omni_storage::{StorageError, Tx};

/// A stored chat and its instance.
#[derive(Debug)]
pub(crate) struct ReadChat {
    pub(crate) tenant_id: TenantId,
    pub(crate) instance_id: InstanceId,
    pub(crate) channel: ChannelType,
    pub(crate) id: ChatId,
    /// The address that events show.
    pub(crate) address: String,
}

/// Marks the whole chat as read. If anything of it was unread, that is an event: others show its count,
/// too.
pub(crate) async fn read(app: &App, tx: &mut Tx, chat: ReadChat) -> Result<(), StorageError> {
    let now = app.env.now();
    if tx.mark_chat_read(chat.id, now).await? {
        append(app, tx, chat, now).await?;
    }
    Ok(())
}

/// Counts this many of its messages as read; the others, and its mark as unread, stay. If any was
/// unread, that is an event.
pub(crate) async fn read_some(
    app: &App,
    tx: &mut Tx,
    chat: ReadChat,
    messages: usize,
) -> Result<(), StorageError> {
    let now = app.env.now();
    if messages > 0 && tx.count_read(chat.id, messages, now).await? {
        append(app, tx, chat, now).await?;
    }
    Ok(())
}

async fn append(
    app: &App,
    tx: &mut Tx,
    chat: ReadChat,
    now: Timestamp,
) -> Result<(), StorageError> {
    let state = tx.lock_chat_state(chat.id).await?;
    let labels = tx.labels_of_chat(chat.id).await?;
    let body = ChatUpdated::of(chat.address.clone(), &state, labels, now);
    let mut event = Event::new(app.env.id(), chat.tenant_id, body, now);
    event.instance_id = Some(chat.instance_id);
    event.channel = Some(chat.channel);
    event.chat_id = Some(chat.id);
    event.chat_external_id = Some(chat.address);
    tx.append_event(event);
    Ok(())
}
