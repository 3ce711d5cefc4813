//! The chat of an outbound message.

use crate::app::App;
use crate::chats::{add, first_of};
use crate::error::Error;
use omni_channel::Recipient;
use omni_domain::conversation::Chat;
use omni_domain::ids::{InstanceId, TenantId};
use omni_storage::Tx;

/// The chat with this recipient, under whichever of its addresses; created if it is new.
pub(crate) async fn chat_for(
    app: &App,
    tx: &mut Tx,
    tenant: TenantId,
    instance: InstanceId,
    to: &Recipient,
) -> Result<Chat, Error> {
    let addresses: Vec<String> = to.addresses().map(str::to_owned).collect();
    if let Some(chat) = first_of(to, tx.find_chats(instance, &addresses).await?) {
        return Ok(chat);
    }
    let chat = new_chat(app, tenant, instance, to);
    Ok(add(app, tx, chat).await?)
}

/// The row of a new chat.
pub(super) fn new_chat(app: &App, tenant: TenantId, instance: InstanceId, to: &Recipient) -> Chat {
    let now = app.env.now();
    Chat {
        id: app.env.id(),
        tenant_id: tenant,
        instance_id: instance,
        address: to.address.clone(),
        chat_type: to.chat_type,
        name: None,
        message_count: 0,
        unread_count: 0,
        last_message_at: None,
        last_message_preview: None,
        created_at: now,
        updated_at: now,
    }
}
