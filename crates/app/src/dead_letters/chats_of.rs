use crate::app::App;
use crate::error::Error;
use omni_domain::access::{Caller, Scope};
use omni_domain::conversation::Chat;
use omni_domain::ids::{ChatId, JobId};
use omni_domain::job::DeadLetter;
use std::collections::{BTreeSet, HashMap};

/// The chats that dead letters which the caller may see are about, by the ids of the jobs. Who may
/// not read messages gets none: a chat has the name and the address of a person.
pub async fn chats_of(
    app: &App,
    caller: &Caller,
    letters: &[DeadLetter],
) -> Result<HashMap<JobId, Chat>, Error> {
    if !caller.may(Scope::MessagesRead) {
        return Ok(HashMap::new());
    }
    let subjects: Vec<_> = letters.iter().filter_map(DeadLetter::subject).collect();
    let found = app.store.chats_of_subjects(caller.tenant_id, &subjects).await?;
    let ids: BTreeSet<ChatId> = found.values().copied().collect();
    let ids: Vec<ChatId> = ids.into_iter().collect();
    let chats = app.store.chats_by_id(&ids).await?;
    let chats: HashMap<ChatId, Chat> = chats
        .into_iter()
        .filter(|chat| chat.tenant_id == caller.tenant_id && caller.may_see(chat.instance_id))
        .map(|chat| (chat.id, chat))
        .collect();
    let chat = |letter: &DeadLetter| {
        let chat = chats.get(found.get(&letter.subject()?)?)?;
        Some((letter.job.id, chat.clone()))
    };
    Ok(letters.iter().filter_map(chat).collect())
}
