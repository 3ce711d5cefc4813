use super::Keeper;
use super::update_chat::change_chat;
use crate::app::App;
use crate::chats;
use crate::error::Error;
use crate::instances;
use crate::messages;
use omni_channel::{Capability, ChatChange};
use omni_domain::Timestamp;
use omni_domain::access::{Caller, Scope};
use omni_domain::conversation::Chat;
use omni_domain::ids::InstanceId;

/// Marks a chat as read: its messages, and the chat itself if it is marked as unread, also on the
/// account's devices. Only the latter needs the network now: if it refuses, nothing is changed, and while
/// the account is not connected the mark alone stays, here as on the devices.
pub async fn read_chat(
    app: &App,
    caller: &Caller,
    instance: InstanceId,
    reference: &str,
) -> Result<Timestamp, Error> {
    let loaded = instances::load(app, caller, Scope::MessagesSend, instance).await?;
    let chat = chats::find(app, &loaded, reference).await?;
    let is_marked = app.store.chat_state(chat.id).await?.marked_unread;
    if is_marked && !unmark(app, caller, instance, &chat).await? {
        return messages::mark_messages_of_chat_read(app, &loaded, chat).await;
    }
    messages::mark_chat_read(app, &loaded, chat).await
}

/// Removes the mark of a chat; whether the account is connected.
async fn unmark(
    app: &App,
    caller: &Caller,
    instance: InstanceId,
    chat: &Chat,
) -> Result<bool, Error> {
    let (scope, needs) = (Scope::MessagesSend, Capability::ManageChats);
    let removed = match Keeper::load(app, caller, scope, instance, needs).await {
        Ok(keeper) => change_chat(app, &keeper, chat, ChatChange::MarkedUnread(false)).await,
        Err(error) => Err(error),
    };
    match removed {
        Ok(()) => Ok(true),
        Err(Error::ChannelNotConnected { .. }) => Ok(false),
        Err(error) => Err(error),
    }
}
