//! The API document, in `OpenAPI` 3.0.

use crate::dialect::ErrorBody;
use crate::{BASE, choices, router, webhooks};
use omni_http::openapi::{Assembly, Section, SpecVersion};
use serde_json::{Map, Value, json};
use utoipa::OpenApi as _;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};

#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "Personal WhatsApp Gateway",
        description = "Personal WhatsApp numbers over one HTTP API.\n\n\
            Send `Authorization: Bearer wapi_…` with an account's token, or the token of `POST \
            /api/v1/auth/login`; with the latter, routes of an account take `account_id`. Errors are \
            `{error, message, details, request_id}`; every answer has `request_id`, in its body and \
            in the header `request-id`.",
        license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0")
    ),
    servers((url = "/", description = "The host that serves this document.")),
    tags(
        (name = "auth", description = "Signing in, for administration."),
        (name = "users", description = "People who sign in, with a role."),
        (name = "accounts", description = "Linked numbers, their connection and their tokens."),
        (name = "webhooks", description = "Addresses to which an account's events are delivered."),
        (name = "me", description = "The account of a token."),
        (name = "messages", description = "Sending, reading and changing messages."),
        (name = "chats", description = "Conversations of an account."),
        (name = "contacts", description = "The contacts of an account, and checking numbers."),
        (name = "groups", description = "Making, changing, joining and leaving groups."),
        (name = "channels", description = "Newsletters: following, making and posting."),
        (name = "presences", description = "Showing that the account types or is online, and who else is."),
        (name = "blacklist", description = "People whom an account has blocked."),
        (name = "ai", description = "Answers by a model: for all accounts, one account, one chat."),
        (name = "labels", description = "Labels of chats, as business accounts show them."),
        (name = "media", description = "Files: uploaded to be sent later, and read by their ids."),
        (name = "calls", description = "Rejecting calls."),
        (name = "communities", description = "Groups of groups.")
    ),
    components(schemas(ErrorBody))
)]
struct ApiDoc;

/// The rows of the table of errors. Every operation can return each of them.
const ERRORS: [(&str, &str); 6] = [
    (
        "400",
        "`VALIDATION_ERROR`: the request is not valid, or the network refuses it. `NOT_CONNECTED`: the \
         account has no active session. `AI_NOT_CONFIGURED`: no API key is set for AI.",
    ),
    ("401", "`UNAUTHORIZED`: no token, an unknown one, or one that may not do this."),
    ("404", "`NOT_FOUND`: it does not exist, or the token may not see it."),
    ("409", "`CONFLICT`: it exists already, or is in a state that does not allow this."),
    ("429", "`RATE_LIMIT`: too many requests; see `Retry-After`."),
    (
        "500",
        "`INTERNAL`: a fault of the server, or the network or a provider does not answer; quote \
         `request_id`.",
    ),
];

/// The document of this API.
///
/// # Panics
/// If it cannot be serialised, which its names do not let happen.
pub fn document() -> Value {
    let mut base = ApiDoc::openapi();
    env!("CARGO_PKG_VERSION").clone_into(&mut base.info.version);
    let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build();
    let assembled = Assembly::new(base)
        .credential("bearer", SecurityScheme::Http(bearer))
        .section(Section::new(BASE, "ErrorBody", router::documented()))
        .build();
    let document = SpecVersion::V3_0.write(&assembled);
    let mut document = document.expect("an API document has only string keys, so it serialises");
    let paths = document["paths"].as_object_mut().into_iter().flatten();
    for (_, item) in paths {
        let operations = item.as_object_mut().into_iter().flatten();
        for (method, operation) in operations {
            complete(operation);
            if method == "head" {
                remove_bodies(operation);
            }
        }
    }
    webhooks::describe(&mut document);
    choices::add(&mut document);
    document
}

/// Replaces the responses of other dialects' errors by this one's table, and adds to every answer what
/// all of them have.
fn complete(operation: &mut Value) {
    if let Some(form) = operation.pointer_mut("/requestBody/content/multipart~1form-data/schema") {
        let fields = form.take();
        *form = json!({ "allOf": [fields, file_member()] });
    }
    let file = operation.pointer_mut("/requestBody/content/application~1octet-stream/schema");
    if let Some(file) = file {
        *file = json!({ "type": "string", "format": "binary" });
    }
    let Some(responses) = operation.get_mut("responses").and_then(Value::as_object_mut) else {
        return;
    };
    responses.retain(|status, _| status.starts_with('2'));
    for response in responses.values_mut() {
        add_header(response);
        let files = response.get_mut("content").and_then(Value::as_object_mut);
        for (_, content) in files.into_iter().flatten().filter(|(kind, _)| !is_json(kind)) {
            content["schema"] = json!({ "type": "string", "format": "binary" });
        }
        let schema = response.pointer_mut("/content/application~1json/schema");
        if let Some(schema) = schema {
            let own = schema.take();
            *schema = json!({ "allOf": [own, request_id_member()] });
        }
    }
    for (status, text) in ERRORS {
        let mut response = json!({
            "description": text,
            "content": {
                "application/json": { "schema": { "$ref": "#/components/schemas/ErrorBody" } },
            },
        });
        add_header(&mut response);
        if status == "429" {
            response["headers"]["retry-after"] = json!({
                "description": "Seconds after which a repeat may succeed.",
                "schema": { "type": "integer" },
            });
        }
        responses.insert(status.to_owned(), response);
    }
}

/// The answers to a `HEAD` have none.
fn remove_bodies(operation: &mut Value) {
    let responses = operation.get_mut("responses").and_then(Value::as_object_mut);
    for (_, response) in responses.into_iter().flatten() {
        if let Some(response) = response.as_object_mut() {
            response.remove("content");
        }
    }
}

fn is_json(kind: &str) -> bool {
    kind == "application/json"
}

/// The file of a form, which comes last.
fn file_member() -> Value {
    json!({
        "type": "object",
        "required": ["file"],
        "properties": { "file": { "type": "string", "format": "binary" } },
    })
}

fn add_header(response: &mut Value) {
    let Some(response) = response.as_object_mut() else { return };
    let headers = response.entry("headers").or_insert_with(|| Value::Object(Map::new()));
    if let Some(headers) = headers.as_object_mut() {
        headers.remove("x-request-id");
        let header = json!({ "$ref": "#/components/headers/RequestId" });
        headers.insert("request-id".to_owned(), header);
    }
}

fn request_id_member() -> Value {
    json!({
        "type": "object",
        "required": ["request_id"],
        "properties": { "request_id": { "type": "string", "example": "req_abc123" } },
    })
}

#[cfg(test)]
mod tests {
    use super::document;
    use std::collections::BTreeSet;

    #[test]
    fn files_are_binary_and_forms_have_one() {
        let document = document();
        let binary = serde_json::json!({ "type": "string", "format": "binary" });
        let content = |path: &str, method: &str, at: &str| {
            document["paths"][path][method].pointer(at).cloned().expect("a schema")
        };
        let picture = "/responses/200/content/image~1png/schema";
        assert_eq!(content("/api/v1/accounts/{id}/qr/image", "get", picture), binary);
        let file = "/responses/200/content/application~1octet-stream/schema";
        assert_eq!(content("/api/v1/messages/{id}/media", "get", file), binary);
        let file = "/requestBody/content/application~1octet-stream/schema";
        assert_eq!(content("/api/v1/messages/media/{type}", "post", file), binary);
        let form = "/requestBody/content/multipart~1form-data/schema";
        let form = content("/api/v1/messages/media", "post", form);
        assert_eq!(form["allOf"][1]["properties"]["file"], binary);
    }

    #[test]
    fn answers_to_a_head_have_no_body() {
        let document = document();
        let responses = &document["paths"]["/api/v1/contacts/{id}"]["head"]["responses"];
        let responses = responses.as_object().expect("responses");
        assert!(responses.contains_key("200") && responses.contains_key("404"));
        assert!(responses.values().all(|response| response.get("content").is_none()));
    }

    #[test]
    fn what_is_always_refused_has_a_body_and_no_success() {
        let document = document();
        for name in ["interactive", "carousel", "live_location"] {
            let operation = &document["paths"][format!("/api/v1/messages/{name}")]["post"];
            let body = operation.pointer("/requestBody/content/application~1json/schema");
            assert!(body.is_some(), "{name}");
            let responses = operation["responses"].as_object().expect("responses");
            assert!(responses.keys().all(|status| !status.starts_with('2')), "{name}");
        }
    }

    #[test]
    fn every_operation_has_a_name_of_its_own_and_the_table_of_errors() {
        let document = document();
        assert_eq!(document["openapi"], "3.0.3");
        let mut names = BTreeSet::new();
        for (path, item) in document["paths"].as_object().expect("paths") {
            assert!(path.starts_with("/api/v1/"), "{path}");
            for (method, operation) in item.as_object().expect("an item") {
                let at = format!("{method} {path}");
                let name = operation["operationId"].as_str().expect("an id").to_owned();
                assert!(names.insert(name), "{at}: operation ids are unique");
                assert!(operation["summary"].is_string(), "{at} has a summary");
                let responses = operation["responses"].as_object().expect("responses");
                let errors = responses.keys().filter(|status| !status.starts_with('2'));
                let errors: Vec<&str> = errors.map(String::as_str).collect();
                assert_eq!(errors, ["400", "401", "404", "409", "429", "500"], "{at}");
                let later = &responses["429"]["headers"]["retry-after"]["schema"];
                assert_eq!(later["type"], "integer", "{at}");
            }
        }
        assert!(names.len() > 110, "{}", names.len());
    }
}
