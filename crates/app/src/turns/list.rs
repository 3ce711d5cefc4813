use crate::app::App;
use crate::error::{Error, Field};
use crate::{authorization, chats, instances};
use omni_domain::Timestamp;
use omni_domain::access::{Caller, Scope};
use omni_domain::ids::{InstanceId, MessageId, PersonId};
use omni_domain::page::{Page, PageRequest};
use omni_domain::turn::{Turn, TurnState};
use omni_storage::TurnFilter;

/// Which turns. Empty and `None` do not filter.
#[derive(Debug, Clone, Default)]
pub struct TurnQuery {
    /// On this instance.
    pub instance_id: Option<InstanceId>,
    /// In this chat, by its internal id or an address of it; needs the instance.
    pub chat: Option<String>,
    /// In the direct chats of this person, by all of their accounts, or begun by them elsewhere.
    pub person_id: Option<PersonId>,
    /// With this message, as a question or as an answer.
    pub message_id: Option<MessageId>,
    /// Opened from this time on.
    pub since: Option<Timestamp>,
    /// In these states.
    pub states: Vec<TurnState>,
}

/// The turns the caller may see, newest first.
pub async fn list(
    app: &App,
    caller: &Caller,
    query: TurnQuery,
    page: PageRequest,
) -> Result<Page<Turn>, Error> {
    authorization::require(caller, Scope::MessagesRead)?;
    let mut filter = TurnFilter {
        instance_ids: caller.instance_ids.clone(),
        chat_id: None,
        person_id: query.person_id,
        message_id: query.message_id,
        since: query.since,
        states: query.states,
    };
    if let Some(id) = query.instance_id {
        let instance = instances::load(app, caller, Scope::MessagesRead, id).await?;
        filter.instance_ids = Some(vec![id]);
        if let Some(chat) = &query.chat {
            filter.chat_id = Some(chats::find(app, &instance, chat).await?.id);
        }
    } else if query.chat.is_some() {
        return Err(Error::invalid(
            Field::TurnInstance,
            "a chat is searched on an instance: name it",
        ));
    }
    Ok(app.store.list_turns(caller.tenant_id, &filter, page).await?)
}
