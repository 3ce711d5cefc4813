use super::{Effect, Verb, filter_instance, limit};
use crate::error::ToolError;
use crate::views;
use omni_app::media_processing::Readings;
use omni_app::messages::{self, FoundMessage, MessageSearch};
use omni_app::{App, Caller, media_processing};
use omni_domain::access::Scope;
use omni_domain::page::PageRequest;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

/// Characters of a reading that are shown.
const READING: usize = 1000;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct FindMessages {
    /// Words; all must occur, and the last may be the beginning of one.
    query: String,
    /// Only through this instance: its name or id.
    instance: Option<String>,
    /// Only in this chat: its id.
    chat_id: Option<String>,
    /// At most this many, 1 to 100; 20 if absent.
    limit: Option<u32>,
}

impl Verb for FindMessages {
    const NAME: &'static str = "omni_find_messages";
    const TITLE: &'static str = "Find messages by words";
    const TEXT: &'static str = "Finds messages by words, newest first, over all instances this key may \
        see: in texts and captions, also earlier ones of edited messages, in transcripts of recordings, \
        descriptions of pictures and texts of documents, also of history from before the instance was \
        linked. omni_search_messages lists by person, direction and time instead.";
    const EFFECT: Effect = Effect::Reads;

    async fn run(self, app: &App, caller: &Caller) -> Result<Value, ToolError> {
        let scope = Scope::MessagesRead;
        let query = MessageSearch {
            text: self.query,
            instance_id: filter_instance(app, caller, scope, self.instance.as_deref()).await?,
            channels: Vec::new(),
            chat_id: self.chat_id.as_deref().map(|id| id.trim().parse()).transpose()?,
        };
        let page = PageRequest::first(limit(self.limit, 20, 100)?);
        let found = messages::search(app, caller, query, page).await?;
        let files = found.items.iter().map(|found| found.message.id);
        let readings = media_processing::readings(app, files).await?;
        let view = |found: &FoundMessage| item(found, readings.get(&found.message.id));
        let items: Vec<Value> = found.items.iter().map(view).collect();
        Ok(json!({ "items": items, "hasMore": found.next.is_some() }))
    }
}

fn item(found: &FoundMessage, readings: Option<&Readings>) -> Value {
    let FoundMessage { message, chat } = found;
    let mut item = views::message(message);
    item["instanceId"] = json!(message.instance_id);
    item["chatId"] = json!(chat.id);
    item["chat"] = json!(chat.address.id);
    item["chatName"] = json!(chat.name);
    let reading = readings.and_then(|all| {
        all.transcription.as_ref().or(all.description.as_ref()).or(all.extraction.as_ref())
    });
    item["reading"] = json!(reading.map(|text| text.chars().take(READING).collect::<String>()));
    item
}
