//! Who sees a status update.

use crate::app::App;
use crate::error::Error;
use omni_domain::conversation::{Address, Chat, ChatType, Contact};
use omni_domain::page::PageRequest;

/// Contacts that are read at a time.
const PAGE: u32 = 500;

/// The addresses of the instance's contacts, at most `sends.audience`, those first seen first.
/// Empty for other chats: the network has their members.
pub(super) async fn audience(app: &App, chat: &Chat) -> Result<Vec<String>, Error> {
    if chat.chat_type != ChatType::Broadcast {
        return Ok(Vec::new());
    }
    let own = app.sessions.get(chat.instance_id).and_then(|live| live.status().owner);
    let most = app.config.sends.audience;
    let mut people = Vec::new();
    let mut request = PageRequest::first(PAGE);
    loop {
        let page = app.store.list_contacts(chat.tenant_id, chat.instance_id, None, request).await?;
        let others = page.items.into_iter().filter(|one| is_other(one, own.as_ref()));
        people.extend(others.map(|contact| contact.address.id));
        match page.next {
            Some(after) if people.len() < most => {
                request = PageRequest { limit: PAGE, after: Some(after) };
            }
            _ => break,
        }
    }
    people.truncate(most);
    Ok(people)
}

fn is_other(contact: &Contact, own: Option<&Address>) -> bool {
    let is = |own: &Address| own.all().any(|id| contact.address.all().any(|it| it == id));
    !contact.is_group && !own.is_some_and(is)
}
