use crate::app::App;
use crate::chats;
use crate::error::Error;
use crate::instances;
use omni_domain::access::{Caller, Scope};
use omni_domain::conversation::{ChatType, Participant};
use omni_domain::ids::InstanceId;

/// The members of a group as they are stored, in the order in which they joined: no query to the
/// network. They follow its notifications.
pub async fn list_members(
    app: &App,
    caller: &Caller,
    id: InstanceId,
    group: &str,
) -> Result<Vec<Participant>, Error> {
    let instance = instances::load(app, caller, Scope::MessagesRead, id).await?;
    let chat = chats::find(app, &instance, group).await?;
    if chat.chat_type != ChatType::Group {
        return Err(Error::not_found("group", group));
    }
    Ok(app.store.list_participants(chat.id).await?)
}
