//! The tools. One verb per file; each is a use case, its parameters as JSON schema.

mod agent_settings;
mod answer_join_requests;
mod block_contact;
mod change_group_participants;
mod check_access;
mod check_number;
mod create_agent;
mod create_agent_document;
mod create_group;
mod create_instance;
mod create_webhook;
mod delete_agent_document;
mod delete_message;
mod deploy_agent;
mod edit_message;
mod find_messages;
mod follow_newsletter;
mod forward_message;
mod get_agent;
mod get_answers;
mod get_business;
mod get_group_invite;
mod get_instance;
mod get_limits;
mod get_person_presence;
mod get_presence;
mod get_timeline;
mod get_webhook_delivery;
mod join_group;
mod leave_group;
mod list_agent_documents;
mod list_agent_versions;
mod list_agents;
mod list_executions;
mod list_group_participants;
mod list_instances;
mod list_join_requests;
mod list_labels;
mod list_newsletter_posts;
mod list_newsletters;
mod list_products;
mod list_webhook_deliveries;
mod list_webhooks;
mod pin_message;
mod post_status;
mod react;
mod reject_call;
mod replay_webhook_deliveries;
mod restart_instance;
mod restore_agent_version;
mod search_messages;
mod search_persons;
mod send_contact;
mod send_event;
mod send_location;
mod send_message;
mod send_poll;
mod set_label;
mod status;
mod test_agent;
mod test_webhook;
mod text_or_number;
mod update_agent;
mod update_chat;
mod update_group;

use crate::error::ToolError;
use futures::FutureExt as _;
use futures::future::BoxFuture;
use omni_app::{App, Caller, instances};
use omni_domain::Timestamp;
use omni_domain::access::Scope;
use omni_domain::ids::InstanceId;
use rmcp::handler::server::tool::schema_for_input;
use rmcp::model::{JsonObject, Tool, ToolAnnotations};
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::future::Future;

/// A tool: its parameters are the type itself.
trait Verb: DeserializeOwned + JsonSchema + Send + 'static {
    /// As the protocol names it.
    const NAME: &'static str;
    /// For people.
    const TITLE: &'static str;
    /// For the agent: what it does, and when to use it.
    const TEXT: &'static str;
    /// Its side effects.
    const EFFECT: Effect;

    /// Runs it.
    fn run(
        self,
        app: &App,
        caller: &Caller,
    ) -> impl Future<Output = Result<Value, ToolError>> + Send;
}

/// The side effects of a tool, so that clients can decide when to ask their user.
#[derive(Debug, Clone, Copy)]
enum Effect {
    /// Nothing.
    Reads,
    /// Idempotent ones.
    Repeatable,
    /// New ones with each call.
    Acts,
    /// Something is gone afterwards.
    Deletes,
}

/// A tool, with its type erased.
#[derive(Debug)]
pub(crate) struct Entry {
    name: &'static str,
    pub(crate) tool: fn() -> Tool,
    pub(crate) call: for<'a> fn(&'a App, &'a Caller, JsonObject) -> Answer<'a>,
}

pub(crate) type Answer<'a> = BoxFuture<'a, Result<Value, ToolError>>;

const ALL: [Entry; 63] = [
    entry::<list_instances::ListInstances>(),
    entry::<get_instance::GetInstance>(),
    entry::<create_instance::CreateInstance>(),
    entry::<restart_instance::RestartInstance>(),
    entry::<send_message::SendMessage>(),
    entry::<send_contact::SendContact>(),
    entry::<send_location::SendLocation>(),
    entry::<forward_message::ForwardMessage>(),
    entry::<react::React>(),
    entry::<send_poll::SendPoll>(),
    entry::<send_event::SendEvent>(),
    entry::<post_status::PostStatus>(),
    entry::<get_answers::GetAnswers>(),
    entry::<pin_message::PinMessage>(),
    entry::<edit_message::EditMessage>(),
    entry::<delete_message::DeleteMessage>(),
    entry::<update_chat::UpdateChat>(),
    entry::<list_labels::ListLabels>(),
    entry::<set_label::SetLabel>(),
    entry::<block_contact::BlockContact>(),
    entry::<reject_call::RejectCall>(),
    entry::<search_messages::SearchMessages>(),
    entry::<find_messages::FindMessages>(),
    entry::<search_persons::SearchPersons>(),
    entry::<get_person_presence::GetPersonPresence>(),
    entry::<get_timeline::GetTimeline>(),
    entry::<check_access::CheckAccess>(),
    entry::<check_number::CheckNumber>(),
    entry::<get_presence::GetPresence>(),
    entry::<get_business::GetBusiness>(),
    entry::<list_products::ListProducts>(),
    entry::<get_limits::GetLimits>(),
    entry::<create_group::CreateGroup>(),
    entry::<update_group::UpdateGroup>(),
    entry::<change_group_participants::ChangeGroupParticipants>(),
    entry::<list_group_participants::ListGroupParticipants>(),
    entry::<get_group_invite::GetGroupInvite>(),
    entry::<join_group::JoinGroup>(),
    entry::<leave_group::LeaveGroup>(),
    entry::<list_join_requests::ListJoinRequests>(),
    entry::<answer_join_requests::AnswerJoinRequests>(),
    entry::<list_newsletters::ListNewsletters>(),
    entry::<list_newsletter_posts::ListNewsletterPosts>(),
    entry::<follow_newsletter::FollowNewsletter>(),
    entry::<list_webhooks::ListWebhooks>(),
    entry::<create_webhook::CreateWebhook>(),
    entry::<test_webhook::TestWebhook>(),
    entry::<list_webhook_deliveries::ListWebhookDeliveries>(),
    entry::<get_webhook_delivery::GetWebhookDelivery>(),
    entry::<replay_webhook_deliveries::ReplayWebhookDeliveries>(),
    entry::<list_executions::ListExecutions>(),
    entry::<list_agents::ListAgents>(),
    entry::<get_agent::GetAgent>(),
    entry::<create_agent::CreateAgent>(),
    entry::<update_agent::UpdateAgent>(),
    entry::<test_agent::TestAgent>(),
    entry::<list_agent_versions::ListAgentVersions>(),
    entry::<restore_agent_version::RestoreAgentVersion>(),
    entry::<list_agent_documents::ListAgentDocuments>(),
    entry::<create_agent_document::CreateAgentDocument>(),
    entry::<delete_agent_document::DeleteAgentDocument>(),
    entry::<deploy_agent::DeployAgent>(),
    entry::<status::Status>(),
];

/// Every tool.
pub(crate) fn all() -> impl Iterator<Item = &'static Entry> {
    ALL.iter()
}

/// The tool of this name.
pub(crate) fn find(name: &str) -> Option<&'static Entry> {
    ALL.iter().find(|entry| entry.name == name)
}

const fn entry<V: Verb>() -> Entry {
    Entry { name: V::NAME, tool: describe::<V>, call: call::<V> }
}

fn describe<V: Verb>() -> Tool {
    let schema = schema_for_input::<V>().expect("parameters are structs, so schemas are objects");
    let hints = match V::EFFECT {
        Effect::Reads => ToolAnnotations::new().read_only(true).open_world(false),
        Effect::Repeatable => {
            ToolAnnotations::new().read_only(false).destructive(false).idempotent(true)
        }
        Effect::Acts => {
            ToolAnnotations::new().read_only(false).destructive(false).idempotent(false)
        }
        Effect::Deletes => {
            ToolAnnotations::new().read_only(false).destructive(true).idempotent(true)
        }
    };
    Tool::new(V::NAME, V::TEXT, schema).with_title(V::TITLE).with_annotations(hints)
}

fn call<'a, V: Verb>(app: &'a App, caller: &'a Caller, arguments: JsonObject) -> Answer<'a> {
    async move { read::<V>(arguments)?.run(app, caller).await }.boxed()
}

fn read<V: Verb>(arguments: JsonObject) -> Result<V, ToolError> {
    serde_json::from_value(Value::Object(arguments))
        .map_err(|error| ToolError::arguments(error.to_string()))
}

/// The instance with this id or name.
async fn instance(
    app: &App,
    caller: &Caller,
    scope: Scope,
    given: &str,
) -> Result<InstanceId, ToolError> {
    match given.trim().parse::<InstanceId>() {
        Ok(id) => Ok(id),
        Err(_) => Ok(instances::resolve_name(app, caller, scope, given.trim()).await?.id),
    }
}

/// The instance of an optional filter. It has to exist, by id as well as by name: a result without
/// items would look like an instance without messages.
async fn filter_instance(
    app: &App,
    caller: &Caller,
    scope: Scope,
    given: Option<&str>,
) -> Result<Option<InstanceId>, ToolError> {
    let Some(given) = given else { return Ok(None) };
    let found = match given.trim().parse::<InstanceId>() {
        Ok(id) => instances::resolve_id(app, caller, scope, id).await?,
        Err(_) => instances::resolve_name(app, caller, scope, given.trim()).await?,
    };
    Ok(Some(found.id))
}

fn time(field: &str, text: Option<&str>) -> Result<Option<Timestamp>, ToolError> {
    let parse = |text: &str| {
        text.parse().map_err(|_| {
            ToolError::arguments(format!("`{field}` must be like 2025-01-29T12:00:00Z"))
        })
    };
    text.map(parse).transpose()
}

fn limit(wanted: Option<u32>, usual: u32, most: u32) -> Result<u32, ToolError> {
    let limit = wanted.unwrap_or(usual);
    if (1..=most).contains(&limit) {
        return Ok(limit);
    }
    Err(ToolError::arguments(format!("`limit` must be from 1 to {most}")))
}

#[cfg(test)]
mod tests {
    use super::all;
    use std::collections::BTreeSet;

    #[test]
    fn every_tool_describes_its_parameters() {
        let mut names = BTreeSet::new();
        for entry in all() {
            let tool = (entry.tool)();
            assert!(tool.name.starts_with("omni_") && names.insert(tool.name.clone()));
            assert!(tool.description.as_ref().is_some_and(|text| text.len() > 30), "{}", tool.name);
            assert_eq!(tool.input_schema["type"], "object", "{}", tool.name);
            let properties = tool.input_schema.get("properties").and_then(|p| p.as_object());
            for (name, schema) in properties.into_iter().flatten() {
                assert!(schema.get("description").is_some(), "{} {name}", tool.name);
            }
        }
    }
}
