use super::locate;
use crate::app::App;
use crate::error::Error;
use omni_domain::access::{Caller, Scope};
use omni_domain::conversation::Participant;
use omni_domain::ids::ChatId;

/// The participants of a chat, in the order in which they joined.
pub async fn participants(
    app: &App,
    caller: &Caller,
    id: ChatId,
) -> Result<Vec<Participant>, Error> {
    let chat = locate(app, caller, Scope::MessagesRead, id).await?;
    Ok(app.store.list_participants(chat.id).await?)
}
