//! The API document, generated from the handlers.

use crate::dialect::{ErrorBody, ErrorView};
use crate::routes::{ROUTES, RouteInfo};
use crate::{BASE, router};
use utoipa::openapi::path::{Operation, PathItem};
use utoipa::openapi::security::{
    ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme,
};
use utoipa::openapi::{ContentBuilder, OpenApi, Ref, ResponseBuilder};
use utoipa::{Modify, OpenApi as _};

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
        (name = "events", description = "What happened, in one order."),
        (name = "realtime", description = "WebSockets.")
    ),
    components(schemas(ErrorBody, ErrorView))
)]
struct ApiDoc;

/// The document of this API, in `OpenAPI` 3.1.
pub fn openapi() -> OpenApi {
    let (_, paths) = router::documented().split_for_parts();
    let mut document = ApiDoc::openapi().nest(BASE, paths);
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
        components.add_security_scheme("apiKey", header);
        components.add_security_scheme("apiKeyQuery", query);
        components.add_security_scheme("bearer", SecurityScheme::Http(bearer));
        for route in ROUTES {
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
        text.push_str("Needs the scope `");
        text.push_str(scope);
        text.push_str("`.");
        errors.push((400, "A value cannot be accepted; `details.field` names it."));
        errors.push((401, "No API key, or one that is unknown, revoked or expired."));
        errors.push((403, "The key lacks the scope, or is limited to other instances."));
        errors.push((429, "Too many requests; see Retry-After."));
    }
    if route.path.contains('{') || route.path.contains("/messages") {
        errors.push((404, "No such thing, or none that the key may see."));
    }
    if route.path.starts_with("/api/v2/messages") {
        errors.push((409, "The Idempotency-Key was used for another request."));
        errors.push((413, "The body or file is too large."));
        errors.push((502, "The network refused the send; `details.channelCode` says why."));
        errors.push((503, "The instance is not connected."));
        errors.push((504, "The network did not answer in time."));
    }
    for (status, description) in errors {
        let content =
            ContentBuilder::new().schema(Some(Ref::from_schema_name("ErrorBody"))).build();
        let response =
            ResponseBuilder::new().description(description).content("application/json", content);
        operation
            .responses
            .responses
            .entry(status.to_string())
            .or_insert_with(|| response.build().into());
    }
}

#[cfg(test)]
mod tests {
    use super::openapi;
    use crate::ROUTES;
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
                assert!(operation["responses"]["500"].is_object(), "{at}");
            }
        }
        assert_eq!(document["openapi"], "3.1.0");
    }
}
