use crate::app::App;
use crate::error::Error;
use omni_domain::conversation::Chat;
use omni_domain::ids::ChatId;
use omni_domain::turn::Turn;
use std::collections::{BTreeSet, HashMap};

/// The chats of turns that the caller may see, by their ids.
pub async fn chats_of(app: &App, turns: &[Turn]) -> Result<HashMap<ChatId, Chat>, Error> {
    let ids: BTreeSet<ChatId> = turns.iter().map(|turn| turn.chat_id).collect();
    let ids: Vec<ChatId> = ids.into_iter().collect();
    let chats = app.store.chats_by_id(&ids).await?;
    Ok(chats.into_iter().map(|chat| (chat.id, chat)).collect())
}
