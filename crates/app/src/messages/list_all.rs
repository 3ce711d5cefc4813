use super::holds;
use crate::app::App;
use crate::error::Error;
use crate::instances;
use omni_domain::Timestamp;
use omni_domain::access::{Caller, Scope};
use omni_domain::ids::InstanceId;
use omni_domain::message::Message;
use omni_domain::page::{Cursor, Page, PageRequest};
use uuid::Uuid;

/// When messages were written.
#[derive(Debug, Clone, Copy, Default)]
pub struct MessagePeriod {
    /// Then or later.
    pub from: Option<Timestamp>,
    /// Before then.
    pub until: Option<Timestamp>,
}

/// The messages of an instance in all of its chats, newest first.
pub async fn list_all(
    app: &App,
    caller: &Caller,
    instance: InstanceId,
    period: MessagePeriod,
    page: PageRequest,
) -> Result<Page<Message>, Error> {
    let instance = instances::load(app, caller, Scope::MessagesRead, instance).await?;
    let end = period.until.map(|until| Cursor { key: until.millis(), id: Uuid::nil() });
    // The earlier of both: a page after the first one begins within the period already.
    let before = match (page.after, end) {
        (Some(after), Some(end)) if (after.key, after.id) > (end.key, end.id) => Some(end),
        (Some(after), _) => Some(after),
        (None, end) => end,
    };
    let from = period.from.unwrap_or(Timestamp(0));
    let (tenant, id) = (instance.tenant_id, instance.id);
    let mut page = app.store.list_instance_messages(tenant, id, before, from, page.limit).await?;
    holds::attach(app, &mut page.items).await?;
    Ok(page)
}
