//! Chats and persons, as documents that an agent may read.

use crate::error::ToolError;
use crate::views;
use omni_app::events::TimelineQuery;
use omni_app::instances::InstanceQuery;
use omni_app::messages::MessageRange;
use omni_app::{App, Caller, chats, events, instances, messages, persons};
use omni_domain::access::Scope;
use omni_domain::ids::{InstanceId, PersonId};
use omni_domain::page::PageRequest;
use rmcp::model::{ReadResourceResult, Resource, ResourceContents, ResourceTemplate};
use serde_json::{Value, json};

const CHATS: &str = "omni://chats/";
/// Instances whose chats are listed, and chats of each.
const INSTANCES: u32 = 20;
const CHATS_EACH: u32 = 20;
const PERSONS: &str = "omni://persons/";
/// Persons listed: those that changed last.
const PERSONS_LISTED: u32 = 50;
/// Messages of a chat, the newest.
const MESSAGES: u32 = 50;
const JSON: &str = "application/json";

/// The resources that can be read by id.
pub(crate) fn templates() -> Vec<ResourceTemplate> {
    let chat = ResourceTemplate::new("omni://chats/{instanceId}/{chatId}", "chat")
        .with_title("Chat")
        .with_description("The newest 50 messages of a chat, newest first.")
        .with_mime_type(JSON);
    let person = ResourceTemplate::new("omni://persons/{personId}", "person")
        .with_title("Person")
        .with_description("The accounts of a person, and the newest 50 entries of their timeline.")
        .with_mime_type(JSON);
    vec![chat, person]
}

/// The chats that were active last, of the instances the caller may see, and the persons that
/// changed last. What the caller may not read is omitted.
pub(crate) async fn list(app: &App, caller: &Caller) -> Result<Vec<Resource>, ToolError> {
    let mut resources = Vec::new();
    if caller.may(Scope::InstancesRead) && caller.may(Scope::MessagesRead) {
        resources.extend(list_chats(app, caller).await?);
    }
    if caller.may(Scope::PersonsRead) {
        resources.extend(list_persons(app, caller).await?);
    }
    Ok(resources)
}

async fn list_persons(app: &App, caller: &Caller) -> Result<Vec<Resource>, ToolError> {
    let page = PageRequest::first(PERSONS_LISTED);
    let found = persons::list(app, caller, None, page).await?.items;
    Ok(found
        .into_iter()
        .map(|person| {
            let name = person.display_name.or(person.primary_phone);
            let name = name.unwrap_or_else(|| person.id.to_string());
            Resource::new(format!("{PERSONS}{}", person.id), name)
                .with_description("A person")
                .with_mime_type(JSON)
        })
        .collect())
}

async fn list_chats(app: &App, caller: &Caller) -> Result<Vec<Resource>, ToolError> {
    let page = PageRequest::first(INSTANCES);
    let found = instances::list(app, caller, InstanceQuery::default(), page).await?;
    let mut resources = Vec::new();
    for details in found.items {
        let instance = details.instance;
        let page = PageRequest::first(CHATS_EACH);
        for chat in chats::list(app, caller, instance.id, None, page).await?.items {
            let name = chat.name.clone().unwrap_or_else(|| chat.address.id.clone());
            let resource = Resource::new(format!("{CHATS}{}/{}", instance.id, chat.id), name)
                .with_description(format!("A {} on {}", chat.chat_type.as_str(), instance.name))
                .with_mime_type(JSON);
            resources.push(resource);
        }
    }
    Ok(resources)
}

/// Reads one.
pub(crate) async fn read(
    app: &App,
    caller: &Caller,
    uri: &str,
) -> Result<ReadResourceResult, ToolError> {
    let value = match uri.strip_prefix(CHATS).and_then(|rest| rest.split_once('/')) {
        Some((instance, chat)) => chat_document(app, caller, instance, chat).await?,
        None => match uri.strip_prefix(PERSONS) {
            Some(person) => person_document(app, caller, person.parse()?).await?,
            None => return Err(omni_app::Error::not_found("resource", uri).into()),
        },
    };
    let contents = ResourceContents::text(value.to_string(), uri).with_mime_type(JSON);
    Ok(ReadResourceResult::new(vec![contents]))
}

async fn chat_document(
    app: &App,
    caller: &Caller,
    instance: &str,
    chat: &str,
) -> Result<Value, ToolError> {
    let instance: InstanceId = instance.parse()?;
    let range = MessageRange { limit: MESSAGES, ..MessageRange::default() };
    let found = messages::list(app, caller, instance, chat, range).await?;
    let items: Vec<Value> = found.items.iter().map(views::message).collect();
    Ok(json!({ "instanceId": instance, "chatId": chat, "messages": items }))
}

/// The timeline too, if the caller may read events.
async fn person_document(app: &App, caller: &Caller, id: PersonId) -> Result<Value, ToolError> {
    let mut document = views::presence(&persons::presence(app, caller, id).await?);
    if caller.may(Scope::EventsRead) {
        let page = PageRequest::first(MESSAGES);
        let found = events::timeline(app, caller, id, TimelineQuery::default(), page).await?;
        document["timeline"] = found.items.iter().map(|entry| views::event(&entry.event)).collect();
    }
    Ok(document)
}
