use super::get::{ExecutionDetails, details};
use crate::app::App;
use crate::error::Error;
use crate::{authorization, instances};
use omni_domain::access::{Caller, Scope};
use omni_domain::entry_point::ExecutionStatus;
use omni_domain::ids::{ConversationId, EntryPointId, InstanceId};
use omni_domain::page::{Page, PageRequest};
use omni_storage::ExecutionFilter;

/// Which executions. Empty and `None` do not filter.
#[derive(Debug, Clone, Default)]
pub struct ExecutionQuery {
    /// At this entry point.
    pub entry_point_id: Option<EntryPointId>,
    /// Of this conversation.
    pub conversation_id: Option<ConversationId>,
    /// Of this instance.
    pub instance_id: Option<InstanceId>,
    /// In these states.
    pub statuses: Vec<ExecutionStatus>,
}

/// The executions that the caller may see, newest first.
pub async fn list(
    app: &App,
    caller: &Caller,
    query: ExecutionQuery,
    page: PageRequest,
) -> Result<Page<ExecutionDetails>, Error> {
    authorization::require(caller, Scope::MessagesRead)?;
    let mut filter = ExecutionFilter {
        instance_ids: caller.instance_ids.clone(),
        entry_point_id: query.entry_point_id,
        conversation_id: query.conversation_id,
        statuses: query.statuses,
    };
    if let Some(id) = query.instance_id {
        instances::load(app, caller, Scope::MessagesRead, id).await?;
        filter.instance_ids = Some(vec![id]);
    }
    let t = caller.tenant_id;
    let page = app.store.list_executions(t, &filter, page).await?;
    let messages: Vec<_> = page.items.iter().map(|execution| execution.message_id).collect();
    let mut turns = app.store.turns_of_messages(t, &messages).await?;
    Ok(page.map(|execution| details(execution, turns.remove(&execution.message_id))))
}
