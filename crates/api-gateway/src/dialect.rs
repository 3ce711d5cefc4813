//! How this API reads credentials and renders errors: `{error, message, details, request_id}`, with no
//! other codes than those of its table.

use crate::BASE;
use crate::spelling::GatewaySpelling;
use axum::Json;
use axum::extract::MatchedPath;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use omni_app::authentication::{ACCOUNT_TOKEN_PREFIX, Credential};
use omni_http::{ApiError, Details, Dialect, key_or_session};
use serde::Serialize;
use serde_json::{Map, Value, json};
use std::borrow::Cow;
use utoipa::ToSchema;

const CREDENTIAL_NEEDED: &str = "a token is needed: send `Authorization: Bearer wapi_…` with an \
    account's token, or the token of POST /api/v1/auth/login";

pub(crate) const DIALECT: Dialect =
    Dialect { name: "gateway", render, credential, credential_needed: CREDENTIAL_NEEDED };

/// The first parts of the paths that an account token may call.
const OF_ACCOUNTS: [&str; 15] = [
    "me",
    "messages",
    "chats",
    "contacts",
    "groups",
    "channels",
    "presences",
    "blacklist",
    "labels",
    "media",
    "calls",
    "communities",
    "stories",
    "health",
    "limits",
];

/// The paths below other parts that they may call, too.
const ALSO: [&str; 7] = [
    "ai/chat/test",
    "users/login",
    "users/login/image",
    "users/login/rowdata",
    "users/login/{phone}",
    "users/logout",
    "users/profile",
];

/// Why a request was rejected or failed.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ErrorBody {
    /// Stable code: `VALIDATION_ERROR`, `AI_NOT_CONFIGURED`, `NOT_CONNECTED`, `UNAUTHORIZED`,
    /// `NOT_FOUND`, `CONFLICT`, `RATE_LIMIT` or `INTERNAL`.
    #[schema(example = "VALIDATION_ERROR")]
    error: &'static str,
    /// What is wrong and what to do.
    #[schema(example = "`to`: is required")]
    message: String,
    /// Particulars; of an invalid value `{fieldErrors, formErrors}`.
    #[schema(value_type = Object)]
    details: Value,
    /// For reports of a bug.
    #[schema(example = "req_abc123")]
    request_id: String,
}

/// The id of a request as this API shows it.
pub(crate) fn request_id(id: &str) -> Cow<'_, str> {
    if id.starts_with("req_") { id.into() } else { format!("req_{id}").into() }
}

/// The `request-id` of every response.
pub(crate) fn add_request_id(_: &Uri, _: &str, headers: &mut HeaderMap) {
    let id = headers.get("x-request-id").and_then(|id| id.to_str().ok());
    let id = id.and_then(|id| HeaderValue::from_str(&request_id(id)).ok());
    if let Some(id) = id {
        headers.insert(HeaderName::from_static("request-id"), id);
    }
}

fn render(error: &ApiError) -> Response {
    let id = error.request_id.as_deref().unwrap_or_default();
    (code_of(error).0, Json(error_body(error, id))).into_response()
}

/// The body of an error that is no response: a socket's.
pub(crate) fn body(error: &ApiError, id: &str) -> Value {
    json!(error_body(error, id))
}

fn error_body(error: &ApiError, id: &str) -> ErrorBody {
    ErrorBody {
        error: code_of(error).1,
        message: error.text(&GatewaySpelling),
        details: error.details.as_deref().map_or_else(|| json!({}), details),
        request_id: request_id(id).into_owned(),
    }
}

/// The row of the table of codes that an error belongs to.
pub(crate) fn code_of(error: &ApiError) -> (StatusCode, &'static str) {
    const INVALID: (StatusCode, &str) = (StatusCode::BAD_REQUEST, "VALIDATION_ERROR");
    match error.code {
        "AI_NOT_CONFIGURED" => return (StatusCode::BAD_REQUEST, "AI_NOT_CONFIGURED"),
        "CHANNEL_NOT_CONNECTED" | "CHANNEL_CONNECTION_FAILED" => {
            return (StatusCode::BAD_REQUEST, "NOT_CONNECTED");
        }
        // The refusal of the network, or of a provider, of what the request asks for.
        "CHANNEL_SEND_FAILED" | "PAIRING_FAILED" | "AGENT_ERROR" => return INVALID,
        _ => {}
    }
    match error.status.as_u16() {
        401 | 403 => (StatusCode::UNAUTHORIZED, "UNAUTHORIZED"),
        404 | 405 | 410 => (StatusCode::NOT_FOUND, "NOT_FOUND"),
        409 | 412 => (StatusCode::CONFLICT, "CONFLICT"),
        429 => (StatusCode::TOO_MANY_REQUESTS, "RATE_LIMIT"),
        408 => (StatusCode::INTERNAL_SERVER_ERROR, "INTERNAL"),
        400..=499 => INVALID,
        _ => (StatusCode::INTERNAL_SERVER_ERROR, "INTERNAL"),
    }
}

/// An invalid value as Zod flattens it.
fn details(details: &Details) -> Value {
    match details {
        Details::Field { field, message } => {
            let (name, text) = (field.spell(&GatewaySpelling), message.spell(&GatewaySpelling));
            if name.is_empty() {
                return json!({ "fieldErrors": {}, "formErrors": [text] });
            }
            let errors = Map::from_iter([(name.into_owned(), json!([text]))]);
            json!({ "fieldErrors": errors, "formErrors": [] })
        }
        Details::Limit(limit) => json!({ "limit": limit }),
        Details::RateLimited { retry_after_ms, per_minute: None } => {
            json!({ "retry_after_ms": retry_after_ms })
        }
        Details::RateLimited { retry_after_ms, per_minute: Some(limit) } => {
            json!({ "retry_after_ms": retry_after_ms, "limit": limit, "window_ms": 60_000 })
        }
        Details::State(state) => json!({ "state": state }),
        Details::ChannelCode(code) => json!({ "channel_code": code }),
    }
}

/// An account's token, a user's, or an API key of this host, which may do what its scopes permit.
fn credential(parts: &Parts) -> Result<Option<Credential>, ApiError> {
    match key_or_session(parts)? {
        Some(Credential::ApiKey(secret)) if secret.starts_with(ACCOUNT_TOKEN_PREFIX) => {
            if !is_of_an_account(parts) {
                return Err(ApiError::unauthorized(
                    "an account token cannot be used here; sign in with POST /api/v1/auth/login",
                ));
            }
            Ok(Some(Credential::AccountToken(secret)))
        }
        other => Ok(other),
    }
}

fn is_of_an_account(parts: &Parts) -> bool {
    let matched = parts.extensions.get::<MatchedPath>();
    let path = matched.map_or_else(|| parts.uri.path(), MatchedPath::as_str);
    let path = path.strip_prefix(BASE).unwrap_or(path).trim_start_matches('/');
    ALSO.contains(&path) || path.split('/').next().is_some_and(|first| OF_ACCOUNTS.contains(&first))
}

/// Whether a request holds a token of this API's own kinds.
pub(crate) fn has_own_token(parts: &Parts) -> bool {
    match key_or_session(parts) {
        Ok(Some(Credential::ApiKey(secret))) => secret.starts_with(ACCOUNT_TOKEN_PREFIX),
        Ok(Some(Credential::AccessToken(_))) => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{code_of, credential, request_id};
    use axum::http::{Request, StatusCode};
    use omni_app::Error;
    use omni_app::authentication::Credential;
    use omni_http::ApiError;

    #[test]
    fn every_error_is_a_row_of_the_table() {
        let state = || Error::ChannelNotConnected { state: "error".to_owned() };
        for (error, expected) in [
            (ApiError::from(state()), (400, "NOT_CONNECTED")),
            (ApiError::from(Error::forbidden("no")), (401, "UNAUTHORIZED")),
            (ApiError::from(Error::not_supported("no")), (400, "VALIDATION_ERROR")),
            (ApiError::from(Error::Stale), (409, "CONFLICT")),
            (ApiError::from(Error::AiNotConfigured), (400, "AI_NOT_CONFIGURED")),
            (ApiError::from(Error::AgentFailed("no".to_owned())), (400, "VALIDATION_ERROR")),
            (ApiError::from(Error::StorageUnavailable), (500, "INTERNAL")),
            (ApiError::from(Error::AgentTimeout("no".to_owned())), (500, "INTERNAL")),
            (ApiError::wrong_method(), (404, "NOT_FOUND")),
            (ApiError::too_large(1), (400, "VALIDATION_ERROR")),
            (ApiError::new(StatusCode::TOO_MANY_REQUESTS, "RATE_LIMITED", ""), (429, "RATE_LIMIT")),
        ] {
            let (status, code) = code_of(&error);
            assert_eq!((status.as_u16(), code), expected);
        }
    }

    #[test]
    fn an_account_token_is_for_the_routes_of_its_account() {
        let token = format!("wapi_{}", "a1B2".repeat(10));
        let sent = |path: &str| {
            let request = Request::get(path).header("authorization", format!("Bearer {token}"));
            credential(&request.body(()).expect("a request").into_parts().0)
        };
        for path in [
            "/api/v1/me",
            "/api/v1/messages/text",
            "/api/v1/chats/1/messages",
            "/api/v1/ai/chat/test",
            "/api/v1/media/1",
            "/api/v1/calls/1/reject",
            "/api/v1/communities",
            "/api/v1/stories",
            "/api/v1/limits",
            "/api/v1/users/login/rowdata",
            "/api/v1/users/logout",
            "/api/v1/users/profile",
        ] {
            assert_eq!(sent(path).expect("taken"), Some(Credential::AccountToken(token.clone())));
        }
        for path in ["/api/v1/accounts", "/api/v1/auth/me", "/api/v1/ai/global", "/api/v1/users"] {
            assert_eq!(sent(path).expect_err(path).status, StatusCode::UNAUTHORIZED);
        }
    }

    #[test]
    fn ids_of_requests_have_a_prefix_once() {
        assert_eq!(request_id("abc"), "req_abc");
        assert_eq!(request_id("req_abc"), "req_abc");
    }
}
