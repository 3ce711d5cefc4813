//! The API document, generated from the handlers.

use crate::dialect::{ErrorBody, ErrorView};
use crate::routes::{ANY_KEY, ROUTES, RouteInfo, V1_ROUTES};
use crate::v1::{self, V1_BASE, V1Error};
use crate::{BASE, router};
use utoipa::openapi::header::{Header, HeaderBuilder};
use utoipa::openapi::path::{Operation, PathItem};
use utoipa::openapi::schema::{ObjectBuilder, SchemaType, Type};
use utoipa::openapi::security::{
    ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme,
};
use utoipa::openapi::{ContentBuilder, Deprecated, OpenApi, Ref, RefOr, Response, ResponseBuilder};
use utoipa::{Modify, OpenApi as _};

/// The name of the header in the document's components.
const REQUEST_ID: &str = "RequestId";

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
    tags(
        (name = "system", description = "The server itself."),
        (name = "api-keys", description = "Keys and what they may do."),
        (name = "instances", description = "Connected numbers and bots."),
        (name = "messages", description = "Sending, and the files of messages."),
        (name = "chats", description = "Conversations and contacts of an instance."),
        (name = "turns", description = "What people wrote, gathered, and what the agent answered."),
        (name = "dead-letters", description = "Jobs that were given up."),
        (name = "sync", description = "Contacts, chats and history, brought over."),
        (name = "events", description = "What happened, in one order."),
        (name = "persons", description = "Who is who, across networks."),
        (name = "access", description = "Who may talk to the agents."),
        (name = "settings", description = "Settings of the server, typed, with their history."),
        (name = "channels", description = "The networks this server speaks to."),
        (name = "providers", description = "Agents that instances share."),
        (name = "onboarding", description = "The first steps of a new server."),
        (name = "batch-jobs", description = "Long work: started, watched, cancelled."),
        (name = "realtime", description = "WebSockets."),
        (name = "services", description = "The parts of this server, and its log."),
        (name = "webhooks", description = "What other programs tell an instance."),
        (name = "internal", description = "For this machine only, over its loopback address."),
        (name = "mcp", description = "Omni as a Model Context Protocol server, at `/mcp` on this host: its switch, and its clients."),
        (name = "v1", description = "For clients of the first version, until they have moved. Every answer says so in `Deprecation`, `Sunset` and `Link`.")
    ),
    components(schemas(ErrorBody, ErrorView, V1Error))
)]
struct ApiDoc;

/// The document of this API, in `OpenAPI` 3.1.
pub fn openapi() -> OpenApi {
    let (_, paths) = router::documented().split_for_parts();
    let (_, first) = v1::documented().split_for_parts();
    let mut document = ApiDoc::openapi().nest(BASE, paths).nest(V1_BASE, first);
    env!("CARGO_PKG_VERSION").clone_into(&mut document.info.version);
    Common.modify(&mut document);
    document
}

/// Adds what every route has in common, once: credentials, scope, error answers.
struct Common;

impl Modify for Common {
    fn modify(&self, document: &mut OpenApi) {
        let components = document.components.get_or_insert_with(Default::default);
        let header = SecurityScheme::ApiKey(ApiKey::Header(ApiKeyValue::new("x-api-key")));
        let query = SecurityScheme::ApiKey(ApiKey::Query(ApiKeyValue::new("api_key")));
        let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build();
        components.headers.insert(REQUEST_ID.to_owned(), request_id().into());
        components.add_security_scheme("apiKey", header);
        components.add_security_scheme("apiKeyQuery", query);
        components.add_security_scheme("bearer", SecurityScheme::Http(bearer));
        for route in ROUTES.iter().chain(V1_ROUTES) {
            let item = document.paths.paths.get_mut(route.path);
            if let Some(operation) = item.and_then(|item| operation(item, route.method)) {
                complete(operation, route);
            }
        }
    }
}

fn operation<'a>(item: &'a mut PathItem, method: &str) -> Option<&'a mut Operation> {
    match method {
        "GET" => item.get.as_mut(),
        "POST" => item.post.as_mut(),
        "PATCH" => item.patch.as_mut(),
        "PUT" => item.put.as_mut(),
        "DELETE" => item.delete.as_mut(),
        _ => None,
    }
}

/// What only some routes answer.
fn own_errors(route: &RouteInfo) -> Vec<(u16, &'static str)> {
    let mut errors = Vec::new();
    // Its filter names an instance, which may not exist.
    if ["{", "/messages", "/batch-jobs", "/turns", "/v1/traces"]
        .iter()
        .any(|part| route.path.contains(part))
    {
        errors.push((404, "No such thing, or none that the key may see."));
    }
    if matches!(
        route.path,
        "/api/v2/persons/link" | "/api/v2/persons/merge" | "/api/v2/persons/unlink"
    ) || (route.method == "POST" && route.path.starts_with("/api/v2/access/"))
    {
        errors.push((404, "No such thing, or none that the key may see."));
        errors.push((409, "What is asked for cannot be done as things are; the message says why."));
    }
    if route.path.starts_with("/api/v2/messages") || route.path.ends_with("/send-text") {
        errors.push((409, "The Idempotency-Key was used for another request."));
        errors.push((502, "The network refused the send; `details.channelCode` says why."));
        errors.push((504, "The network did not answer in time."));
    }
    let writes = route.method != "GET";
    if writes && (route.path.contains("/providers") || route.path.contains("/onboarding/steps")) {
        errors.push((409, "It exists already, is in use, or is not so yet."));
    }
    if writes && route.path.contains("/batch-jobs") {
        errors.push((409, "One is at work there already, or it has ended."));
    }
    if writes && route.path.starts_with("/api/v2/settings") {
        errors.push((409, "There are too many settings."));
    }
    let asks_agents = route.path.ends_with("/agents") || route.path.contains("/onboarding/steps");
    if asks_agents {
        errors.push((502, "The provider refused, or answered what cannot be used."));
        errors.push((503, "The provider cannot be reached."));
        errors.push((504, "The provider did not answer in time."));
    }
    errors
}

fn complete(operation: &mut Operation, route: &RouteInfo) {
    let mut errors = vec![(500, "Our fault; the log has the details under the request id.")];
    if let Some(scope) = route.scope {
        let schemes = ["apiKey", "bearer", "apiKeyQuery"];
        operation.security =
            Some(schemes.map(|name| SecurityRequirement::new::<_, [&str; 0], _>(name, [])).into());
        let text = operation.description.get_or_insert_default();
        if !text.is_empty() {
            text.push_str("\n\n");
        }
        match scope {
            ANY_KEY => text.push_str("Needs a key, whatever its scopes."),
            scope => {
                text.push_str("Needs the scope `");
                text.push_str(scope);
                text.push_str("`.");
            }
        }
        errors.push((400, "A value cannot be accepted; `details.field` names it."));
        errors.push((401, "No API key, or one that is unknown, revoked or expired."));
        errors.push((403, "The key lacks the scope, or is limited to other instances."));
        errors.push((408, "Not answered in time; what was asked may still happen."));
        errors.push((429, "Too many requests; see Retry-After."));
        errors.push((503, "The database or the network is away for a moment; see Retry-After."));
    }
    if operation.request_body.is_some() {
        errors.push((413, "The body or file is too large."));
        errors.push((415, "The body is in a format that this route does not read."));
    }
    if route.scope.is_some() && route.method != "GET" && !route.path.contains("/messages") {
        errors.push((409, "It exists already, or is in a state that does not allow this."));
    }
    if is_network(route) {
        errors.push((502, "The network refused; the message says why."));
        errors.push((504, "The network did not answer in time."));
    }
    errors.extend(own_errors(route));
    let is_v1 = route.path.starts_with(V1_BASE);
    if is_v1 {
        operation.deprecated = Some(Deprecated::True);
    }
    let body = if is_v1 { "V1Error" } else { "ErrorBody" };
    for (status, description) in errors {
        let content = ContentBuilder::new().schema(Some(Ref::from_schema_name(body))).build();
        let response =
            ResponseBuilder::new().description(description).content("application/json", content);
        operation
            .responses
            .responses
            .entry(status.to_string())
            .or_insert_with(|| response.build().into());
    }
    for (status, response) in &mut operation.responses.responses {
        if let RefOr::T(response) = response {
            finish(status, response);
        }
    }
}

fn request_id() -> Header {
    HeaderBuilder::new()
        .schema(Some(ObjectBuilder::new().schema_type(SchemaType::Type(Type::String))))
        .description(Some("The request's id: the client's own, or one of ours."))
        .build()
}

/// What the document's standard wants of every answer, and what every answer has.
fn finish(status: &str, response: &mut Response) {
    if response.description.is_empty() {
        let words = match status {
            "200" => "Done.",
            "201" => "Made.",
            "202" => "Accepted.",
            _ => "See the body.",
        };
        words.clone_into(&mut response.description);
    }
    let id = || RefOr::Ref(Ref::new(format!("#/components/headers/{REQUEST_ID}")));
    response.headers.entry("x-request-id".to_owned()).or_insert_with(id);
}

/// Whether a route's answer may depend on what a network says.
fn is_network(route: &RouteInfo) -> bool {
    const ENDS: [&str; 9] = [
        "/pair",
        "/connect",
        "/disconnect",
        "/restart",
        "/logout",
        "/mark-read",
        "/media",
        "/validate-recipient",
        "/sync",
    ];
    ENDS.iter().any(|end| route.path.ends_with(end)) || route.path.contains("/profile")
}

#[cfg(test)]
mod tests {
    use super::openapi;
    use crate::{ROUTES, V1_ROUTES};
    use std::collections::BTreeSet;

    #[test]
    fn the_document_and_the_route_table_name_the_same_routes() {
        let document = serde_json::to_value(openapi()).expect("a document");
        let mut documented = BTreeSet::new();
        for (path, item) in document["paths"].as_object().expect("paths") {
            for method in item.as_object().expect("an item").keys() {
                documented.insert(format!("{} {path}", method.to_uppercase()));
            }
        }
        let listed: BTreeSet<String> = ROUTES
            .iter()
            .chain(V1_ROUTES)
            .filter(|route| !route.path.ends_with("/openapi.json"))
            .map(|route| format!("{} {}", route.method, route.path))
            .collect();
        assert_eq!(documented, listed);
    }

    #[test]
    fn every_operation_has_a_name_a_text_and_its_errors() {
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
                    let words = response["description"].as_str().unwrap_or_default();
                    assert!(!words.is_empty(), "{at} {status} says what it means");
                    assert!(response["headers"]["x-request-id"].is_object(), "{at} {status}");
                }
                assert!(operation["responses"]["500"].is_object(), "{at}");
            }
        }
        assert_eq!(document["openapi"], "3.1.0");
    }
}
