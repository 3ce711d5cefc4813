//! The responses of an operation: those it declares, and those that every route of its kind has.

use crate::{Access, Failure, RouteInfo};
use axum::http::StatusCode;
use std::collections::BTreeMap;
use utoipa::openapi::header::{Header, HeaderBuilder};
use utoipa::openapi::path::Operation;
use utoipa::openapi::schema::{ObjectBuilder, SchemaType, Type};
use utoipa::openapi::{ContentBuilder, Ref, RefOr, Response, ResponseBuilder};

/// The name of the header in the document's components.
pub(super) const REQUEST_ID: &str = "RequestId";

pub(super) fn request_id() -> Header {
    HeaderBuilder::new()
        .schema(Some(ObjectBuilder::new().schema_type(SchemaType::Type(Type::String))))
        .description(Some("The request's id: the client's own, or a generated one."))
        .build()
}

/// Adds the error responses of a route, and to each response what every response has.
pub(super) fn complete(operation: &mut Operation, route: &RouteInfo, error_schema: &str) {
    for (status, descriptions) in errors(operation, route) {
        let content = ContentBuilder::new().schema(Some(Ref::from_schema_name(error_schema)));
        let response = ResponseBuilder::new()
            .description(descriptions.join(" "))
            .content("application/json", content.build());
        let responses = &mut operation.responses.responses;
        responses.entry(status.to_string()).or_insert_with(|| response.build().into());
    }
    for (status, response) in &mut operation.responses.responses {
        if let RefOr::T(response) = response {
            finish(status, response);
        }
    }
}

/// Every error status of the route, and what each means there.
fn errors(operation: &Operation, route: &RouteInfo) -> BTreeMap<u16, Vec<&'static str>> {
    let mut errors = BTreeMap::new();
    for (failure, text) in route.endpoint.explained {
        add(&mut errors, failure.status(), text);
    }
    for failure in route.endpoint.failures {
        add(&mut errors, failure.status(), failure.description());
    }
    for (status, text) in common(operation, route) {
        let declared = errors.contains_key(&status.as_u16());
        // The route's own explanation replaces the general one, except for 503: a network or
        // provider that is unavailable does not mean that the database is.
        if !declared || status == StatusCode::SERVICE_UNAVAILABLE {
            add(&mut errors, status, text);
        }
    }
    errors
}

fn add(errors: &mut BTreeMap<u16, Vec<&'static str>>, status: StatusCode, text: &'static str) {
    let texts: &mut Vec<_> = errors.entry(status.as_u16()).or_default();
    if !texts.contains(&text) {
        texts.push(text);
    }
}

/// The errors that every route of this kind can return.
fn common(operation: &Operation, route: &RouteInfo) -> Vec<(StatusCode, &'static str)> {
    let access = route.access();
    let mut errors = vec![
        (StatusCode::REQUEST_TIMEOUT, "Timed out; the request may still take effect."),
        (StatusCode::INTERNAL_SERVER_ERROR, Failure::Internal.description()),
    ];
    if access.needs_credential() {
        declare(&mut errors, Failure::Unauthorized);
        declare(&mut errors, Failure::Forbidden);
    }
    if access.needs_credential() || access == Access::Secret {
        declare(&mut errors, Failure::RateLimited);
        declare(&mut errors, Failure::StorageUnavailable);
    }
    declare(&mut errors, Failure::Invalid);
    if operation.request_body.is_some() {
        declare(&mut errors, Failure::TooLarge);
        errors.push((
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "The body is in a format that this route does not read.",
        ));
    }
    if route.endpoint.is_socket {
        let text = "The request does not open a WebSocket.";
        errors.push((StatusCode::UPGRADE_REQUIRED, text));
    }
    if access == Access::Local {
        errors.push((StatusCode::FORBIDDEN, "The request does not come from this machine."));
    }
    errors
}

fn declare(errors: &mut Vec<(StatusCode, &'static str)>, failure: Failure) {
    errors.push((failure.status(), failure.description()));
}

/// Adds what the `OpenAPI` standard requires of every response, and the header that every response
/// has.
fn finish(status: &str, response: &mut Response) {
    if response.description.is_empty() {
        let text = match status {
            "200" => "Success.",
            "201" => "Created.",
            "202" => "Accepted.",
            _ => "See the body.",
        };
        text.clone_into(&mut response.description);
    }
    let id = || RefOr::Ref(Ref::new(format!("#/components/headers/{REQUEST_ID}")));
    response.headers.entry("x-request-id".to_owned()).or_insert_with(id);
}
