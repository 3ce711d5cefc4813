//! The API document, assembled from the routes.

use crate::dialect::{ErrorBody, ErrorView};
use crate::v1::{self, V1_BASE, V1Error};
use crate::{BASE, enums, router};
use omni_http::openapi::{Assembly, Section};
use utoipa::OpenApi as _;
use utoipa::openapi::OpenApi;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};

#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "Omni v2",
        description = "One API for every number and bot: instances, messages, events.\n\n\
            Send an API key as `x-api-key`, as `Authorization: Bearer`, or as `?api_key=` where a \
            browser cannot set headers. Errors are `{error: {code, message, details?}}`; every \
            answer carries `x-request-id`.",
        license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0")
    ),
    servers((url = "/", description = "The host that serves this document.")),
    tags(
        (name = "system", description = "The server itself."),
        (name = "api-keys", description = "API keys and their permissions."),
        (name = "auth", description = "Signing in, and the sessions of a user."),
        (name = "users", description = "Persons who sign in, with a role."),
        (name = "instances", description = "Connected numbers and bots."),
        (name = "messages", description = "Sending, and the files of messages."),
        (name = "chats", description = "Conversations and contacts of an instance."),
        (name = "groups", description = "Making, changing, joining and leaving groups; communities of them."),
        (name = "newsletters", description = "Channels in which few people post and many read."),
        (name = "notes", description = "Internal notes on chats."),
        (name = "labels", description = "Labels, and the chats that have them."),
        (name = "calls", description = "Calls to an instance's account."),
        (name = "turns", description = "Gathered messages, and the agent's answer to them."),
        (name = "quick-replies", description = "Texts that people insert by a shortcut."),
        (name = "scheduled-messages", description = "Messages that are sent at a time."),
        (name = "views", description = "Filters of the inbox that users keep."),
        (name = "entry-points", description = "Addresses at which programs talk with agents through Wapzi's API, their attendants, and the executions of their messages."),
        (name = "dead-letters", description = "Jobs that were given up."),
        (name = "sync", description = "Synchronisation of contacts, chats and message history."),
        (name = "events", description = "Events, in commit order."),
        (name = "persons", description = "Persons and their accounts, across channels."),
        (name = "access", description = "Which senders' messages reach the agents."),
        (name = "settings", description = "Settings of the server, typed, with their history."),
        (name = "channels", description = "The networks that this server supports."),
        (name = "providers", description = "Agents that instances share."),
        (name = "agents", description = "What answers: provider, prompt and tools, in versions, for any number of instances."),
        (name = "ai-layers", description = "Whether and how an agent answers: for all instances, for one, and for one chat. The nearest layer decides."),
        (name = "onboarding", description = "The first steps of a new server."),
        (name = "batch-jobs", description = "Long work that can be observed and cancelled."),
        (name = "realtime", description = "WebSockets."),
        (name = "services", description = "The parts of this server, and its log."),
        (name = "webhooks", description = "Events that other programs deliver to an instance."),
        (name = "webhook-endpoints", description = "Addresses to which this server delivers events, and the deliveries."),
        (name = "internal", description = "For this machine only, over its loopback address."),
        (name = "mcp", description = "Omni as a Model Context Protocol server, at `/mcp` on this host: starting, stopping, and its clients."),
        (name = "v1", description = "For clients of the first version, until they have migrated. Every response announces this in `Deprecation`, `Sunset` and `Link`.")
    ),
    components(schemas(ErrorBody, ErrorView, V1Error))
)]
struct ApiDoc;

/// The document of this API.
pub fn openapi() -> OpenApi {
    let mut base = ApiDoc::openapi();
    env!("CARGO_PKG_VERSION").clone_into(&mut base.info.version);
    let header = SecurityScheme::ApiKey(ApiKey::Header(ApiKeyValue::new("x-api-key")));
    let query = SecurityScheme::ApiKey(ApiKey::Query(ApiKeyValue::new("api_key")));
    let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build();
    let mut document = Assembly::new(base)
        .credential("apiKey", header)
        .credential("bearer", SecurityScheme::Http(bearer))
        .credential("apiKeyQuery", query)
        .section(Section::new(BASE, "ErrorBody", router::documented()))
        .section(Section::new(V1_BASE, "V1Error", v1::documented()).deprecated())
        .build();
    // A field that the table does not find is found by its test.
    let _ = enums::complete(&mut document);
    document
}

#[cfg(test)]
mod tests {
    use super::openapi;
    use std::collections::BTreeSet;

    #[test]
    fn every_operation_has_a_name_a_description_and_its_errors() {
        let document = serde_json::to_value(openapi()).expect("a document");
        let mut names = BTreeSet::new();
        for (path, item) in document["paths"].as_object().expect("paths") {
            for (method, operation) in item.as_object().expect("an item") {
                let at = format!("{method} {path}");
                let name = operation["operationId"].as_str().expect("an id").to_owned();
                assert!(name.contains('_'), "{at}: {name} is not <verb>_<noun>");
                assert!(names.insert(name), "{at}: operation ids are unique");
                assert!(operation["summary"].is_string(), "{at} has a summary");
                assert!(operation["description"].is_string(), "{at} has a description");
                for (status, response) in operation["responses"].as_object().expect("answers") {
                    let text = response["description"].as_str().unwrap_or_default();
                    assert!(!text.is_empty(), "{at} {status} has a description");
                    assert!(response["headers"]["x-request-id"].is_object(), "{at} {status}");
                }
                assert!(operation["responses"]["500"].is_object(), "{at}");
            }
        }
        assert_eq!(document["openapi"], "3.1.0");
    }
}
