//! The results of tools: few members, named as in the HTTP API, because agents pay per token.

use omni_app::agents::{AgentDetails, AgentUser};
use omni_app::ai_layers::AgentTestReply;
use omni_app::groups::MemberOutcome;
use omni_app::instances::{InstanceDetails, InstanceStatus};
use omni_app::persons::Presence;
use omni_app::webhooks::EndpointDetails;
use omni_domain::agent::{Agent, AgentConfig, AgentTool, AgentVersion};
use omni_domain::agent_document::AgentDocument;
use omni_domain::conversation::Person;
use omni_domain::event::{Event, EventBody};
use omni_domain::instance::ConnectionState;
use omni_domain::message::Message;
use omni_domain::webhook::{Attempt, AttemptOutcome, Delivery, EventPattern};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// An instance with its state.
pub(crate) fn instance(details: &InstanceDetails) -> Value {
    let instance = &details.instance;
    json!({
        "id": instance.id,
        "name": instance.name,
        "channel": instance.channel.as_str(),
        "state": details.status.state.as_str(),
        "isConnected": details.status.connected,
        "message": details.status.message,
        "profileName": details.status.profile_name.as_ref().or(instance.profile_name.as_ref()),
        "ownerIdentifier": details.status.owner_id.as_ref().or(instance.owner_id.as_ref()),
        "lastMessageAt": instance.last_message_at,
        "createdAt": instance.created_at,
    })
}

/// The state of a connection, without its QR: that links a phone, and an agent cannot scan it.
pub(crate) fn status(status: &InstanceStatus) -> Value {
    json!({
        "instanceId": status.instance_id,
        "state": status.state.as_str(),
        "since": status.since,
        "isConnected": status.connected,
        "message": status.message,
        "waitsForQrScan": status.state == ConnectionState::AwaitingPairing,
    })
}

/// What the network did about each person.
pub(crate) fn member_outcomes(outcomes: &[MemberOutcome]) -> Value {
    let outcome = |one: &MemberOutcome| {
        json!({
            "platformUserId": one.member.id,
            "success": one.refusal.is_none(),
            "error": one.refusal,
            "inviteSent": one.invited,
        })
    };
    json!({ "participants": outcomes.iter().map(outcome).collect::<Vec<_>>() })
}

/// An agent in a list: what it is, and where it answers.
pub(crate) fn agent_summary(agent: &Agent, users: &[AgentUser]) -> Value {
    let instances = users.iter().map(|user| json!({ "id": user.id, "name": user.name }));
    json!({
        "id": agent.id,
        "name": agent.name,
        "version": agent.version,
        "belongsToInstanceId": agent.instance_id,
        "answers": agent.config.target().is_some(),
        "instances": instances.collect::<Vec<_>>(),
        "updatedAt": agent.updated_at,
    })
}

/// An agent with its settings, without its secrets.
pub(crate) fn agent(details: &AgentDetails, users: &[AgentUser]) -> Value {
    let mut shown = agent_summary(&details.agent, users);
    shown["settings"] = agent_settings(&details.agent.config, details.has_api_key);
    shown
}

/// A version of an agent.
pub(crate) fn agent_version(version: &AgentVersion) -> Value {
    let author = version.author.as_ref();
    json!({
        "version": version.version,
        "name": version.name,
        "settings": agent_settings(&version.config, version.has_api_key),
        "documents": version.documents.iter().map(|document| &document.name).collect::<Vec<_>>(),
        "changedBy": author.map(|author| author.principal),
        "changedByName": author.and_then(|author| author.name.as_deref()),
        "createdAt": version.created_at,
    })
}

fn agent_settings(config: &AgentConfig, has_api_key: bool) -> Value {
    let tool = |tool: &AgentTool| match tool {
        AgentTool::Http(tool) => json!({ "type": "http", "name": tool.name, "url": tool.url }),
        AgentTool::Mcp(server) => json!({ "type": "mcp", "url": server.url }),
    };
    json!({
        "providerId": config.provider_id,
        "type": config.kind,
        "apiUrl": config.api_url,
        "hasApiKey": has_api_key,
        "agentId": config.remote_id,
        "model": config.model,
        "prompt": config.prompt,
        "tools": config.tools.iter().map(tool).collect::<Vec<_>>(),
        "timeoutMs": config.timeout_ms,
        "streaming": config.streaming,
        "options": config.options,
    })
}

/// A document of an agent, without its text.
pub(crate) fn agent_document(document: &AgentDocument) -> Value {
    json!({
        "id": document.id,
        "name": document.name,
        "bytes": document.bytes,
        "characters": document.characters,
        "passages": document.passages,
        "createdAt": document.created_at,
    })
}

/// What an agent answered in a test.
pub(crate) fn agent_answer(test: &AgentTestReply) -> Value {
    let AgentTestReply { reply, passages } = test;
    let passages = passages.iter();
    let passages =
        passages.map(|one| json!({ "document": one.document, "position": one.position }));
    let called = reply.called_tools.iter();
    let tools = called.map(|tool| json!({ "name": tool.name, "failed": tool.failed }));
    json!({
        "text": reply.text,
        "model": reply.model,
        "inputTokens": reply.input_tokens,
        "outputTokens": reply.output_tokens,
        "latencyMs": u64::try_from(reply.latency.as_millis()).unwrap_or(u64::MAX),
        "tools": tools.collect::<Vec<_>>(),
        "unreachableTools": reply.unreachable_tools,
        "passages": passages.collect::<Vec<_>>(),
    })
}

/// A webhook endpoint, without its secrets.
pub(crate) fn webhook_endpoint(details: &EndpointDetails) -> Value {
    let endpoint = &details.endpoint;
    let events: Vec<String> = endpoint.filter.events.iter().map(EventPattern::to_string).collect();
    json!({
        "id": endpoint.id,
        "description": endpoint.description,
        "url": endpoint.url,
        "events": events,
        "instanceIds": endpoint.filter.instance_ids,
        "active": endpoint.active,
        "disabledReason": endpoint.disabled.map(|(reason, _)| reason.as_str()),
        "consecutiveFailures": endpoint.failures,
        "failingSince": endpoint.failing_since,
        "createdAt": endpoint.created_at,
    })
}

/// A delivery to one.
pub(crate) fn webhook_delivery(delivery: &Delivery) -> Value {
    json!({
        "id": delivery.id,
        "endpointId": delivery.endpoint_id,
        "eventId": delivery.event_id,
        "eventType": delivery.event_type,
        "status": delivery.state.as_str(),
        "attemptCount": delivery.attempts,
        "nextAttemptAt": delivery.ended_at.is_none().then_some(delivery.due_at),
        "responseStatus": delivery.last_status,
        "error": delivery.last_error,
        "createdAt": delivery.created_at,
    })
}

/// One attempt of it.
pub(crate) fn webhook_attempt(attempt: &Attempt) -> Value {
    json!({
        "number": attempt.number,
        "at": attempt.at,
        "durationMs": attempt.duration_ms,
        "response": webhook_response(&attempt.outcome),
    })
}

/// What an endpoint answered.
pub(crate) fn webhook_response(outcome: &AttemptOutcome) -> Value {
    let headers: Map<String, Value> =
        outcome.headers.iter().map(|(name, value)| (name.clone(), json!(value))).collect();
    json!({
        "status": outcome.status,
        "error": outcome.error,
        "headers": headers,
        "body": outcome.body,
    })
}

/// An event.
pub(crate) fn event(event: &Event) -> Value {
    let message = event.body.network_message();
    json!({
        "id": event.id,
        "type": event.type_name(),
        "timestamp": event.at,
        "direction": event.direction.map(omni_domain::message::Direction::as_str),
        "channel": event.channel.map(omni_domain::instance::ChannelType::as_str),
        "instanceId": event.instance_id,
        "chatId": event.chat_id,
        "messageId": event.message_id,
        "personId": event.person_id,
        "from": from(&event.body),
        "senderName": message.and_then(|message| message.sender_name.as_deref()),
        "contentType": event.content_type.map(omni_domain::content::ContentType::as_str),
        "text": event.text,
    })
}

/// The address of the sender of a message, reaction or answer.
fn from(body: &EventBody) -> Option<&str> {
    match body {
        EventBody::ReactionReceived(reaction) | EventBody::ReactionRemoved(reaction) => {
            Some(&reaction.from)
        }
        EventBody::MessageAnswered(answered) => Some(&answered.from),
        _ => body.network_message().map(|message| message.from.as_str()),
    }
}

/// A message that was accepted for sending.
pub(crate) fn sent(message: &Message) -> Value {
    json!({
        "messageId": message.id,
        "externalMessageId": message.external_id,
        "chatId": message.chat_id,
        "status": message.status.as_str(),
        "instanceId": message.instance_id,
    })
}

/// A message of a chat.
pub(crate) fn message(message: &Message) -> Value {
    json!({
        "id": message.id,
        "externalId": message.external_id,
        "timestamp": message.platform_timestamp,
        "direction": message.direction.as_str(),
        "senderName": message.sender_name,
        "personId": message.sender_person_id,
        "contentType": message.content.content_type().as_str(),
        "text": message.content.typed_text(),
        "status": message.status.as_str(),
    })
}

/// A person.
pub(crate) fn person(person: &Person) -> Value {
    json!({
        "id": person.id,
        "displayName": person.display_name,
        "primaryPhone": person.primary_phone,
        "primaryEmail": person.primary_email,
        "updatedAt": person.updated_at,
    })
}

/// Where a person is known.
pub(crate) fn presence(presence: &Presence) -> Value {
    let all = &presence.identities;
    let identities: Vec<Value> = all
        .iter()
        .map(|identity| {
            json!({
                "id": identity.id,
                "channel": identity.channel.as_str(),
                "instanceId": identity.instance_id,
                "platformUserId": identity.address.id,
                "displayName": identity.display_name,
                "messageCount": identity.message_count,
                "lastSeenAt": identity.last_seen_at,
            })
        })
        .collect();
    let channels: BTreeSet<&str> = all.iter().map(|identity| identity.channel.as_str()).collect();
    json!({
        "person": person(&presence.person),
        "identities": identities,
        "summary": {
            "totalIdentities": all.len(),
            "activeChannels": channels,
            "totalMessages": all.iter().map(|identity| identity.message_count).sum::<i64>(),
            "lastSeenAt": all.iter().map(|identity| identity.last_seen_at).max(),
            "firstSeenAt": all.iter().map(|identity| identity.first_seen_at).min(),
        },
    })
}
