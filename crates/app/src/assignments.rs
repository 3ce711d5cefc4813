//! Assignments of chats to users: their events, and their end with the user. The use cases are beside
//! those of chats (`chats/assign.rs`); a user is deleted below these.

use crate::app::App;
use omni_domain::access::Principal;
use omni_domain::event::{ChatAssignment, Event, EventBody};
use omni_domain::ids::{TenantId, UserId};
use omni_storage::{AssignedChat, StorageError, Tx};

/// Chats that one write unassigns from a user who is to be deleted; each has an event.
const PIECE: u32 = 200;

/// Unassigns some chats of a user who is to be deleted. Returns whether there may be more.
pub(crate) async fn release(
    app: &App,
    tx: &mut Tx,
    tenant: TenantId,
    user: UserId,
    by: Principal,
) -> Result<bool, StorageError> {
    let chats = tx.chats_of_assignee(user, PIECE).await?;
    for chat in &chats {
        if tx.unassign_chat(chat.id).await? {
            let body = ChatAssignment {
                chat: chat.address.clone(),
                user_id: user,
                previous_user_id: None,
                by,
            };
            tx.append_event(event(app, tenant, chat, EventBody::ChatUnassigned(body)));
        }
    }
    Ok(u32::try_from(chats.len()).unwrap_or(PIECE) >= PIECE)
}

/// An event about the assignment of a chat.
pub(crate) fn event(app: &App, tenant: TenantId, chat: &AssignedChat, body: EventBody) -> Event {
    let mut event = Event::new(app.env.id(), tenant, body, app.env.now());
    event.instance_id = Some(chat.instance_id);
    event.channel = Some(chat.channel);
    event.chat_id = Some(chat.id);
    event.chat_external_id = Some(chat.address.clone());
    event
}
