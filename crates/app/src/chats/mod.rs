//! Conversations of an instance.

use crate::app::App;
use crate::error::Error;
use crate::instances;
use omni_domain::access::Caller;
use omni_domain::conversation::Chat;
use omni_domain::ids::{ChatId, InstanceId};
use omni_domain::instance::Instance;
use omni_domain::page::{Page, PageRequest};

/// An instance's chats, the most recently active first.
pub async fn list(
    app: &App,
    caller: &Caller,
    instance: InstanceId,
    search: Option<String>,
    page: PageRequest,
) -> Result<Page<Chat>, Error> {
    let instance = instances::load(app, caller, "messages:read", instance).await?;
    Ok(app.store.list_chats(instance.tenant_id, instance.id, search.as_deref(), page).await?)
}

/// A chat of the instance, by our id or an address of it.
pub(crate) async fn find(app: &App, instance: &Instance, reference: &str) -> Result<Chat, Error> {
    let found = match reference.parse::<ChatId>() {
        Ok(id) => app.store.find_chat(instance.tenant_id, id).await?,
        Err(_) => match app.store.find_chat_by_address(instance.id, reference).await? {
            Some(chat) => Some(chat),
            None => {
                let address = app.channel(instance.channel)?.parse_recipient(reference).ok();
                match address {
                    Some(to) => app.store.find_chat_by_address(instance.id, &to.address.id).await?,
                    None => None,
                }
            }
        },
    };
    found
        .filter(|chat| chat.instance_id == instance.id)
        .ok_or_else(|| Error::not_found("chat", reference))
}
