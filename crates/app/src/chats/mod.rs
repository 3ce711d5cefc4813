//! Conversations of an instance.

mod add;
mod assign;
mod follow;
mod get;
mod last_messages;
mod list_all;
mod participants;
mod processing;
mod read;

pub(crate) use add::add;
pub use assign::{AssignedFilter, assign, assignable, unassign};
pub use follow::{ChatFeed, ChatFeedItem, ChatSelection, check_follow, follow};
pub use get::{get, get_by_reference, locate, of_message, of_messages};
pub use last_messages::add_last_messages;
pub use list_all::{ChatQuery, list_all};
pub use participants::participants;
pub use processing::{BulkProcessing, processing, set_processing, set_processing_of_many};
pub(crate) use read::{ReadChat, read, read_some};

use crate::app::App;
use crate::error::Error;
use crate::instances;
use omni_channel::Recipient;
use omni_domain::access::{Caller, Scope};
use omni_domain::conversation::{Chat, ChatFacts, LastMessage};
use omni_domain::ids::{ChatId, InstanceId};
use omni_domain::instance::{ChannelType, Instance};
use omni_domain::page::{Page, PageRequest};
use omni_storage::ChatFilter;
use std::sync::Arc;

/// A chat with what is stored beside its row.
#[derive(Debug, Clone)]
pub struct ChatDetails {
    /// The chat.
    pub chat: Chat,
    /// Its network.
    pub channel: ChannelType,
    /// Members, decisions.
    pub facts: ChatFacts,
    /// It does not notify now.
    pub is_muted: bool,
    /// Its newest message; of lists only where it was added ([`add_last_messages`]).
    pub last_message: Option<LastMessage>,
}

/// Which chats of an instance.
#[derive(Debug, Clone, Default)]
pub struct ChatsQuery {
    /// Text in the name or an address.
    pub search: Option<String>,
    /// Only those that are archived, or those that are not.
    pub archived: Option<bool>,
    /// Only those that are pinned, or those that are not.
    pub pinned: Option<bool>,
    /// Only those with unread messages, or marked as unread.
    pub unread: bool,
    /// Only those with the label of this id.
    pub label: Option<String>,
    /// Only those that are assigned so.
    pub assigned: Option<AssignedFilter>,
    /// Only on these networks; none is all.
    pub channels: Vec<ChannelType>,
    /// Only those in which the agent is paused.
    pub paused: bool,
    /// Only those whose newest turn, or newest message, failed.
    pub failed: bool,
}

/// An instance's chats, the most recently active first.
pub async fn list(
    app: &App,
    caller: &Caller,
    instance: InstanceId,
    search: Option<String>,
    page: PageRequest,
) -> Result<Page<Chat>, Error> {
    let instance = instances::load(app, caller, Scope::MessagesRead, instance).await?;
    let filter = ChatFilter { search: words(search.as_deref()), ..ChatFilter::default() };
    Ok(app.store.list_chats(instance.tenant_id, instance.id, filter, page).await?)
}

/// An instance's chats, the most recently active first, with what is stored beside them.
pub async fn list_detailed(
    app: &App,
    caller: &Caller,
    instance: InstanceId,
    query: ChatsQuery,
    page: PageRequest,
) -> Result<Page<ChatDetails>, Error> {
    let instance = instances::load(app, caller, Scope::MessagesRead, instance).await?;
    let filter = ChatFilter {
        search: words(query.search.as_deref()),
        types: &[],
        unread: query.unread,
        archived: query.archived,
        pinned: query.pinned,
        label: query.label.as_deref(),
        assigned: query.assigned.map(|to| to.resolve(caller)).transpose()?,
        paused_at: query.paused.then(|| app.env.now()),
        failed: query.failed,
    };
    if !query.channels.is_empty() && !query.channels.contains(&instance.channel) {
        return Ok(Page { items: Vec::new(), next: None });
    }
    let found =
        app.store.list_chats_with_facts(instance.tenant_id, instance.id, filter, page).await?;
    let found = Arc::unwrap_or_clone(found);
    Ok(found.map(with_details(app, &instance)))
}

/// Adds what follows from the time and the instance.
fn with_details(app: &App, instance: &Instance) -> impl Fn((Chat, ChatFacts)) -> ChatDetails {
    let (channel, now) = (instance.channel, app.env.now());
    move |(chat, mut facts)| {
        facts.pause = facts.pause.filter(|pause| pause.holds(now));
        let is_muted = facts.state.mute.is_on(now);
        ChatDetails { chat, channel, facts, is_muted, last_message: None }
    }
}

fn words(search: Option<&str>) -> Option<&str> {
    search.map(str::trim).filter(|words| !words.is_empty())
}

/// Chats of the instance, in the same order, with what is stored beside them.
async fn details(
    app: &App,
    instance: &Instance,
    chats: Vec<Chat>,
) -> Result<Vec<ChatDetails>, Error> {
    let ids: Vec<ChatId> = chats.iter().map(|chat| chat.id).collect();
    let mut facts = app.store.chat_facts(&ids).await?;
    let with_facts = |chat: Chat| {
        let facts = facts.remove(&chat.id).unwrap_or_default();
        (chat, facts)
    };
    Ok(chats.into_iter().map(with_facts).map(with_details(app, instance)).collect())
}

/// One chat of the instance, with what is stored beside it and its newest message.
async fn details_of(
    app: &App,
    instance: &Instance,
    chat: Chat,
) -> Result<Option<ChatDetails>, Error> {
    let items = details(app, instance, vec![chat]).await?;
    Ok(add_last_messages(app, Page { items, next: None }).await?.items.pop())
}

/// A chat of the instance by its id.
pub(crate) async fn detail(
    app: &App,
    instance: &Instance,
    id: ChatId,
) -> Result<ChatDetails, Error> {
    let chat = app.store.find_chat(instance.tenant_id, id).await?;
    let chat = chat.ok_or_else(|| Error::not_found("chat", id))?;
    let found = details_of(app, instance, chat).await?;
    found.ok_or_else(|| Error::not_found("chat", id))
}

/// Of chats with addresses of a recipient, the one with the address that was meant.
pub(crate) fn first_of(to: &Recipient, chats: Vec<Chat>) -> Option<Chat> {
    let rank = |chat: &Chat| {
        to.addresses().position(|address| chat.address.all().any(|known| known == address))
    };
    chats.into_iter().min_by_key(|chat| rank(chat).unwrap_or(usize::MAX))
}

/// A chat of the instance, by its internal id or an address of it.
pub(crate) async fn find(app: &App, instance: &Instance, reference: &str) -> Result<Chat, Error> {
    let found = match reference.parse::<ChatId>() {
        Ok(id) => app.store.find_chat(instance.tenant_id, id).await?,
        Err(_) => {
            if let Some(chat) = app.store.find_chat_by_address(instance.id, reference).await? {
                Some(chat)
            } else {
                let recipient = app.channel(instance.channel)?.parse_recipient(reference).ok();
                match recipient {
                    Some(to) => {
                        let addresses: Vec<String> = to.addresses().map(str::to_owned).collect();
                        let chats = app.store.find_chats(instance.id, &addresses).await?;
                        first_of(&to, chats)
                    }
                    None => None,
                }
            }
        }
    };
    found
        .filter(|chat| chat.instance_id == instance.id)
        .ok_or_else(|| Error::not_found("chat", reference))
}
