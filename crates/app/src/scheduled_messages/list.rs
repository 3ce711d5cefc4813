use crate::app::App;
use crate::error::Error;
use crate::{authorization, instances};
use omni_domain::access::{Caller, Scope};
use omni_domain::ids::{ChatId, InstanceId};
use omni_domain::page::{Page, PageRequest};
use omni_domain::scheduled_message::{ScheduledMessage, ScheduledStatus};
use omni_storage::ScheduledFilter;

/// Which scheduled messages. Empty and `None` do not filter.
#[derive(Debug, Clone, Default)]
pub struct ScheduledQuery {
    /// Of this instance.
    pub instance_id: Option<InstanceId>,
    /// To this chat.
    pub chat_id: Option<ChatId>,
    /// In these states.
    pub statuses: Vec<ScheduledStatus>,
}

/// The scheduled messages that the caller may see, those that are due last first.
pub async fn list(
    app: &App,
    caller: &Caller,
    query: ScheduledQuery,
    page: PageRequest,
) -> Result<Page<ScheduledMessage>, Error> {
    authorization::require(caller, Scope::MessagesRead)?;
    let mut filter = ScheduledFilter {
        instance_ids: caller.instance_ids.clone(),
        chats: None,
        statuses: query.statuses,
    };
    if let Some(id) = query.instance_id {
        instances::load(app, caller, Scope::MessagesRead, id).await?;
        filter.instance_ids = Some(vec![id]);
    }
    if let Some(id) = query.chat_id {
        let found = app.store.find_chat(caller.tenant_id, id).await?;
        let chat = found
            .filter(|chat| caller.may_see(chat.instance_id))
            .filter(|chat| query.instance_id.is_none_or(|of| of == chat.instance_id))
            .ok_or_else(|| Error::not_found("chat", id))?;
        filter.instance_ids = Some(vec![chat.instance_id]);
        filter.chats = Some(chat.address.all().map(str::to_owned).collect());
    }
    Ok(app.store.list_scheduled_messages(caller.tenant_id, &filter, page).await?)
}
