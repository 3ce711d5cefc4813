use super::{AssignedFilter, ChatDetails, details, words};
use crate::app::App;
use crate::authorization;
use crate::error::Error;
use crate::instances;
use omni_domain::Timestamp;
use omni_domain::access::{Caller, Scope};
use omni_domain::conversation::{Chat, ChatType};
use omni_domain::ids::InstanceId;
use omni_domain::instance::{ChannelType, Instance};
use omni_domain::page::{Cursor, Page, PageRequest};
use omni_storage::{ChatFilter, InstanceFilter};

/// Instances that are read at a time.
const INSTANCES: u32 = 200;

/// Which chats.
#[derive(Debug, Clone, Default)]
pub struct ChatQuery {
    /// Only of this instance.
    pub instance: Option<InstanceId>,
    /// Only on these networks; none is all.
    pub channels: Vec<ChannelType>,
    /// Only of these types; none is all.
    pub types: Vec<ChatType>,
    /// Only those with unread messages.
    pub unread: bool,
    /// Text in the name or an address.
    pub search: Option<String>,
    /// Only those in which the agent is paused.
    pub paused: bool,
    /// Only those whose newest turn, or newest message, failed.
    pub failed: bool,
    /// Only those that are assigned so.
    pub assigned: Option<AssignedFilter>,
}

/// The chats of all instances that the caller may see, the most recently active first.
///
/// Each instance's list is read from its own index, and the lists are merged: a page costs one
/// bounded query per instance.
pub async fn list_all(
    app: &App,
    caller: &Caller,
    query: ChatQuery,
    page: PageRequest,
) -> Result<Page<ChatDetails>, Error> {
    authorization::require(caller, Scope::MessagesRead)?;
    let instances = instances_of(app, caller, &query).await?;
    let filter = ChatFilter {
        search: words(query.search.as_deref()),
        types: &query.types,
        unread: query.unread,
        paused_at: query.paused.then(|| app.env.now()),
        failed: query.failed,
        assigned: query.assigned.map(|to| to.resolve(caller)).transpose()?,
        ..ChatFilter::default()
    };
    let surplus = PageRequest { limit: page.limit.saturating_add(1), after: page.after };
    let mut rows = Vec::new();
    for instance in &instances {
        let own = app.store.list_chats(caller.tenant_id, instance.id, filter, surplus).await?;
        rows.extend(own.items);
        sort(&mut rows, |chat| chat);
        rows.truncate(surplus.limit as usize);
    }
    let Page { items, next } = Page::from_rows(rows, page.limit, position);
    Ok(Page { items: with_details(app, &instances, items).await?, next })
}

/// The position of a chat in the list.
fn position(chat: &Chat) -> Cursor {
    Cursor { key: chat.last_message_at.map_or(0, Timestamp::millis), id: chat.id.uuid() }
}

fn sort<T>(rows: &mut [T], chat: impl Fn(&T) -> &Chat) {
    rows.sort_by_key(|row| {
        let Cursor { key, id } = position(chat(row));
        std::cmp::Reverse((key, id))
    });
}

async fn instances_of(
    app: &App,
    caller: &Caller,
    query: &ChatQuery,
) -> Result<Vec<Instance>, Error> {
    if let Some(id) = query.instance {
        let instance = instances::load(app, caller, Scope::MessagesRead, id).await?;
        let fits = query.channels.is_empty() || query.channels.contains(&instance.channel);
        return Ok(if fits { vec![instance] } else { Vec::new() });
    }
    let filter = InstanceFilter {
        channels: query.channels.clone(),
        ids: caller.instance_ids.clone(),
        ..InstanceFilter::default()
    };
    let mut found = Vec::new();
    let mut request = PageRequest::first(INSTANCES);
    loop {
        let page = app.store.list_instances(caller.tenant_id, &filter, request).await?;
        found.extend(page.items);
        let Some(next) = page.next else { return Ok(found) };
        request.after = Some(next);
    }
}

async fn with_details(
    app: &App,
    instances: &[Instance],
    mut chats: Vec<Chat>,
) -> Result<Vec<ChatDetails>, Error> {
    let mut detailed = Vec::with_capacity(chats.len());
    for instance in instances {
        let (own, others): (Vec<Chat>, Vec<Chat>) =
            chats.into_iter().partition(|chat| chat.instance_id == instance.id);
        chats = others;
        if !own.is_empty() {
            detailed.extend(details(app, instance, own).await?);
        }
    }
    sort(&mut detailed, |details| &details.chat);
    Ok(detailed)
}
