//! Conversations of an instance.

mod follow;
mod get;
mod list_all;
mod participants;
mod processing;

pub use follow::{ChatFeed, ChatFeedItem, ChatSelection, check_follow, follow};
pub use get::{get, locate};
pub use list_all::{ChatQuery, list_all};
pub use participants::participants;
pub use processing::{BulkProcessing, processing, set_processing, set_processing_of_many};

use crate::app::App;
use crate::error::Error;
use crate::instances;
use omni_channel::Recipient;
use omni_domain::access::{Caller, Scope};
use omni_domain::conversation::{Chat, ChatFacts};
use omni_domain::ids::{ChatId, InstanceId};
use omni_domain::instance::{ChannelType, Instance};
use omni_domain::page::{Page, PageRequest};
use omni_storage::ChatFilter;
use std::collections::HashMap;

/// A chat with what is stored beside its row.
#[derive(Debug, Clone)]
pub struct ChatDetails {
    /// The chat.
    pub chat: Chat,
    /// Its network.
    pub channel: ChannelType,
    /// Members, decisions.
    pub facts: ChatFacts,
    /// The address of its picture, if it was requested recently.
    pub avatar_url: Option<String>,
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
    rows(app, &instance, search, page).await
}

async fn rows(
    app: &App,
    instance: &Instance,
    search: Option<String>,
    page: PageRequest,
) -> Result<Page<Chat>, Error> {
    let filter = ChatFilter { search: words(search.as_deref()), ..ChatFilter::default() };
    Ok(app.store.list_chats(instance.tenant_id, instance.id, filter, page).await?)
}

/// An instance's chats, the most recently active first, with what is stored beside them.
pub async fn list_detailed(
    app: &App,
    caller: &Caller,
    instance: InstanceId,
    search: Option<String>,
    page: PageRequest,
) -> Result<Page<ChatDetails>, Error> {
    let instance = instances::load(app, caller, Scope::MessagesRead, instance).await?;
    let Page { items, next } = rows(app, &instance, search, page).await?;
    Ok(Page { items: details(app, &instance, items).await?, next })
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
    let addresses: Vec<String> = chats.iter().map(|chat| chat.address.id.clone()).collect();
    let mut facts = app.store.chat_facts(&ids).await?;
    let profiles = app.store.find_profiles(instance.id, &addresses).await?;
    let mut pictures: HashMap<String, String> = profiles
        .into_iter()
        .filter_map(|profile| Some((profile.address, profile.picture_url?)))
        .collect();
    let detailed = chats.into_iter().map(|chat| ChatDetails {
        channel: instance.channel,
        facts: facts.remove(&chat.id).unwrap_or_default(),
        avatar_url: pictures.remove(&chat.address.id),
        chat,
    });
    Ok(detailed.collect())
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
