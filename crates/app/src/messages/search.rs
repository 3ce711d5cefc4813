use super::holds;
use crate::app::App;
use crate::authorization;
use crate::chats;
use crate::error::{Error, Field};
use omni_domain::access::{Caller, Scope};
use omni_domain::conversation::Chat;
use omni_domain::ids::{ChatId, InstanceId};
use omni_domain::instance::ChannelType;
use omni_domain::message::Message;
use omni_domain::page::{Page, PageRequest};
use omni_storage::MessageFilter;

/// Longest text to search for, characters.
const MAX_QUERY: usize = 1000;

/// Which messages to find. Empty lists and `None` do not filter.
#[derive(Debug, Clone, Default)]
pub struct MessageSearch {
    /// Words, whatever their case and accents; the last may be a prefix.
    pub text: String,
    /// Only of this instance.
    pub instance_id: Option<InstanceId>,
    /// Only on these networks.
    pub channels: Vec<ChannelType>,
    /// Only in this chat.
    pub chat_id: Option<ChatId>,
}

/// A message that was found.
#[derive(Debug, Clone)]
pub struct FoundMessage {
    /// The message.
    pub message: Message,
    /// Its chat.
    pub chat: Chat,
}

/// The messages with these words that the caller may see, newest first: in their texts and captions, also
/// earlier ones, and in the readings of their files, whether they arrived or were synced.
pub async fn search(
    app: &App,
    caller: &Caller,
    query: MessageSearch,
    page: PageRequest,
) -> Result<Page<FoundMessage>, Error> {
    authorization::require(caller, Scope::MessagesRead)?;
    if !(1..=MAX_QUERY).contains(&query.text.chars().count()) {
        return Err(Error::invalid(Field::SearchQuery, "search for 1 to 1000 characters"));
    }
    if let Some(instance) = query.instance_id {
        authorization::require_instance(caller, instance)?;
    }
    let filter = MessageFilter {
        search: query.text,
        instance_ids: match query.instance_id {
            Some(instance) => Some(vec![instance]),
            None => caller.instance_ids.clone(),
        },
        channels: query.channels,
        chat_id: query.chat_id,
    };
    let Page { mut items, next } =
        app.store.search_messages(caller.tenant_id, &filter, page).await?;
    holds::attach(app, &mut items).await?;
    let chats = chats::of_messages(app, caller, &items).await?;
    let found = items.into_iter().filter_map(|message| {
        let chat = chats.get(&message.chat_id)?.clone();
        Some(FoundMessage { message, chat })
    });
    Ok(Page { items: found.collect(), next })
}
