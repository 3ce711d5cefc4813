use crate::app::App;
use crate::error::Error;
use crate::{chats, instances};
use omni_domain::access::{Caller, Scope};
use omni_domain::conversation::ChatNote;
use omni_domain::ids::InstanceId;
use omni_domain::page::{Page, PageRequest};

/// The notes on a chat, newest first.
pub async fn list(
    app: &App,
    caller: &Caller,
    instance: InstanceId,
    reference: &str,
    page: PageRequest,
) -> Result<Page<ChatNote>, Error> {
    let instance = instances::load(app, caller, Scope::MessagesRead, instance).await?;
    let chat = chats::find(app, &instance, reference).await?;
    Ok(app.store.list_notes(chat.id, page).await?)
}
