//! Whether the media of a chat is processed, decided by people.

use super::find;
use crate::app::App;
use crate::error::{Error, Field};
use crate::instances;
use omni_domain::access::{Caller, Scope};
use omni_domain::conversation::{Chat, ChatProcessing};
use omni_domain::ids::{ChatId, InstanceId};

/// Longest note, characters.
const MAX_NOTE: usize = 500;
/// Most chats of one bulk decision.
const MAX_CHATS: usize = 500;

/// The result of a decision about many chats. The ids are as the caller wrote them.
#[derive(Debug, Clone, Default)]
pub struct BulkProcessing {
    /// Decided.
    pub updated: Vec<String>,
    /// Not a chat of the instance.
    pub not_found: Vec<String>,
}

/// What was decided about a chat, for the processing of its media.
pub async fn processing(app: &App, chat: ChatId) -> Result<ChatProcessing, Error> {
    Ok(app.store.chat_processing(chat).await?)
}

/// Decides about one chat.
pub async fn set_processing(
    app: &App,
    caller: &Caller,
    instance: InstanceId,
    chat: &str,
    enabled: bool,
    note: Option<String>,
) -> Result<(Chat, ChatProcessing), Error> {
    let instance = instances::load(app, caller, Scope::InstancesWrite, instance).await?;
    let decision = ChatProcessing { media_enabled: enabled, note: check_note(note)? };
    let chat = find(app, &instance, chat).await?;
    write(app, vec![chat.id], decision.clone()).await?;
    Ok((chat, decision))
}

/// Decides about many chats at once: all that exist, in one transaction.
pub async fn set_processing_of_many(
    app: &App,
    caller: &Caller,
    instance: InstanceId,
    chats: Vec<String>,
    enabled: bool,
    note: Option<String>,
) -> Result<BulkProcessing, Error> {
    let instance = instances::load(app, caller, Scope::InstancesWrite, instance).await?;
    if chats.is_empty() || chats.len() > MAX_CHATS {
        return Err(Error::invalid(Field::Chats, format!("name 1 to {MAX_CHATS} chats")));
    }
    let decision = ChatProcessing { media_enabled: enabled, note: check_note(note)? };
    let mut outcome = BulkProcessing::default();
    let mut found: Vec<ChatId> = Vec::new();
    for reference in chats {
        match find(app, &instance, &reference).await {
            Ok(chat) => {
                if !found.contains(&chat.id) {
                    found.push(chat.id);
                }
                outcome.updated.push(reference);
            }
            Err(Error::NotFound { .. }) => outcome.not_found.push(reference),
            Err(other) => return Err(other),
        }
    }
    if !found.is_empty() {
        write(app, found, decision).await?;
    }
    Ok(outcome)
}

async fn write(app: &App, chats: Vec<ChatId>, decision: ChatProcessing) -> Result<(), Error> {
    let now = app.env.now();
    app.store
        .write(move |tx| {
            Box::pin(async move {
                for chat in chats {
                    // Deleted meanwhile (merged into another): nothing to decide about.
                    if tx.chat_by_id(chat).await?.is_some() {
                        tx.set_chat_processing(chat, &decision, now).await?;
                    }
                }
                Ok::<_, Error>(())
            })
        })
        .await
}

fn check_note(note: Option<String>) -> Result<Option<String>, Error> {
    let note = note.map(|note| note.trim().to_owned()).filter(|note| !note.is_empty());
    if note.as_ref().is_some_and(|note| note.chars().count() > MAX_NOTE) {
        return Err(Error::invalid(
            Field::ChatNote,
            format!("a note holds at most {MAX_NOTE} characters"),
        ));
    }
    Ok(note)
}
