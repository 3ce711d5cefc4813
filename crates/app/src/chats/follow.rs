//! The live feed of an instance's conversations.

use crate::app::App;
use crate::error::Error;
use crate::events::{EventFeed, EventSelection, open_feed};
use crate::instances;
use omni_domain::access::{Caller, Scope};
use omni_domain::conversation::Address;
use omni_domain::event::{Event, EventBody, EventType};
use omni_domain::ids::{ChatId, InstanceId};
use omni_domain::instance::Instance;
use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

/// Addresses and names cached by one feed.
const REMEMBERED: usize = 1024;

/// What to follow.
#[derive(Debug, Clone, Default)]
pub struct ChatSelection {
    /// Only this conversation: its internal id, or an address of it. `None` is all.
    pub chat: Option<String>,
    /// Also typing indicators.
    pub typing: bool,
    /// Also presence.
    pub presence: bool,
    /// Resume after this sequence number.
    pub since: Option<i64>,
}

/// An event of a conversation.
#[derive(Debug, Clone)]
pub struct ChatFeedItem {
    /// The event.
    pub event: Arc<Event>,
    /// The conversation's address, in its canonical form.
    pub chat: String,
    /// The name of who caused it, if it is known and the event has none of its own.
    pub name: Option<String>,
    /// The instance's own account: the sender of outbound messages.
    pub owner: Option<String>,
}

/// Follows conversations.
pub struct ChatFeed {
    app: App,
    instance: Instance,
    feed: EventFeed,
    /// Any of these addresses; `None` is every conversation.
    wanted: Option<Vec<String>>,
    /// Taken from the feed and not yet returned, so that `next` may be dropped.
    held: Option<Arc<Event>>,
    chats: HashMap<ChatId, Address>,
    names: HashMap<String, Option<String>>,
}

impl fmt::Debug for ChatFeed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ChatFeed").field("instance", &self.instance.id).finish_non_exhaustive()
    }
}

/// Checks that the caller may follow the instance's conversations.
pub async fn check_follow(app: &App, caller: &Caller, instance: InstanceId) -> Result<(), Error> {
    instances::load(app, caller, Scope::MessagesRead, instance).await.map(drop)
}

/// Follows an instance's conversations from now on, or from just after `since`.
pub async fn follow(
    app: &App,
    caller: &Caller,
    instance: InstanceId,
    selection: ChatSelection,
) -> Result<ChatFeed, Error> {
    let instance = instances::load(app, caller, Scope::MessagesRead, instance).await?;
    let wanted = match &selection.chat {
        Some(reference) => Some(addresses(app, &instance, reference).await?),
        None => None,
    };
    let mut types = vec!["message.*".to_owned(), EventType::MediaProcessed.as_str().to_owned()];
    if selection.typing || selection.presence {
        types.push(EventType::PresenceTyping.as_str().to_owned());
    }
    if selection.presence {
        types.push(EventType::PresenceOnline.as_str().to_owned());
        types.push(EventType::PresenceOffline.as_str().to_owned());
    }
    let events = EventSelection { types, instance_ids: Some(vec![instance.id]) };
    let feed = open_feed(app, caller, events, selection.since).await?;
    Ok(ChatFeed {
        app: app.clone(),
        instance,
        feed,
        wanted,
        held: None,
        chats: HashMap::new(),
        names: HashMap::new(),
    })
}

/// Every address of a conversation. One that does not exist yet may begin at any time, under the
/// address as it was given.
async fn addresses(app: &App, instance: &Instance, reference: &str) -> Result<Vec<String>, Error> {
    match super::find(app, instance, reference).await {
        Ok(chat) => Ok(chat.address.all().map(str::to_owned).collect()),
        Err(Error::NotFound { .. }) if reference.parse::<ChatId>().is_err() => {
            let parsed = app.channel(instance.channel)?.parse_recipient(reference);
            let parsed = parsed.ok();
            let parsed = parsed.iter().flat_map(|to| to.addresses().map(str::to_owned));
            Ok(parsed.chain([reference.to_owned()]).collect())
        }
        Err(error) => Err(error),
    }
}

impl ChatFeed {
    /// The next event; `None` when the server stops. May be dropped without losing one.
    /// one.
    pub async fn next(&mut self) -> Option<ChatFeedItem> {
        loop {
            if self.held.is_none() {
                self.held = Some(self.feed.next().await?);
            }
            let Some(event) = self.held.clone() else { continue };
            let item = self.complete(event).await;
            self.held = None;
            if item.is_some() {
                return item;
            }
        }
    }

    async fn complete(&mut self, event: Arc<Event>) -> Option<ChatFeedItem> {
        let address = self.address(&event).await?;
        if let Some(wanted) = &self.wanted
            && !address.all().any(|address| wanted.iter().any(|wanted| wanted == address))
        {
            return None;
        }
        let name = match &event.body {
            EventBody::PresenceTyping(typing) => self.name(&typing.from).await,
            _ => None,
        };
        let owner = self.app.sessions.get(self.instance.id).and_then(|live| live.status().owner);
        let owner = owner.map(|owner| owner.id).or_else(|| self.instance.owner_id.clone());
        Some(ChatFeedItem { chat: address.id, event, name, owner })
    }

    async fn address(&mut self, event: &Event) -> Option<Address> {
        let id = match event.chat_id {
            Some(id) => Some(id),
            None => self.chat_of_message(event).await,
        };
        let Some(id) = id else { return event.chat_external_id.as_deref().map(Address::new) };
        let known = self.chats.get(&id).filter(|known| {
            // An unknown address: the chat was merged, or its other address became known.
            event.chat_external_id.as_ref().is_none_or(|seen| known.all().any(|a| a == seen))
        });
        if let Some(known) = known {
            return Some(known.clone());
        }
        let found = match self.app.store.find_chat(self.instance.tenant_id, id).await {
            Ok(Some(chat)) => chat.address,
            // Merged or deleted since, or the database is away: the event has an address too.
            Ok(None) | Err(_) => return event.chat_external_id.as_deref().map(Address::new),
        };
        cache(&mut self.chats, id, found.clone());
        Some(found)
    }

    /// Events about media name the message only.
    async fn chat_of_message(&self, event: &Event) -> Option<ChatId> {
        let id = event.message_id?;
        let found = self.app.store.find_message(self.instance.tenant_id, id).await.ok()??;
        Some(found.chat_id)
    }

    async fn name(&mut self, address: &str) -> Option<String> {
        if let Some(known) = self.names.get(address) {
            return known.clone();
        }
        let found = self.app.store.find_contact_by_address(self.instance.id, address).await;
        // Without a database there is no name for now; that is not cached.
        let contact = found.ok()?;
        let name = contact.and_then(|contact| contact.display_name.or(contact.push_name));
        cache(&mut self.names, address.to_owned(), name.clone());
        name
    }
}

fn cache<K: Eq + std::hash::Hash, V>(map: &mut HashMap<K, V>, key: K, value: V) {
    if map.len() >= REMEMBERED {
        map.clear();
    }
    map.insert(key, value);
}
