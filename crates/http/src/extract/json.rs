use super::options;
use crate::ApiError;
use crate::body::read_body;
use axum::extract::{FromRequest, Request};
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use serde::de::DeserializeOwned;
use serde_json::error::Category;

/// A JSON body of ordinary size.
#[derive(Debug)]
pub struct ApiJson<T>(pub T);

/// A JSON body of ordinary size, or none at all.
#[derive(Debug)]
pub struct OptionalJson<T>(pub Option<T>);

/// A JSON body that may hold a file as base64.
#[derive(Debug)]
pub struct MediaJson<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for ApiJson<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, _: &S) -> Result<Self, ApiError> {
        let limit = options(request.extensions())?.json_max_bytes;
        read_json(request, limit).await.map(Self)
    }
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for OptionalJson<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, _: &S) -> Result<Self, ApiError> {
        let limit = options(request.extensions())?.json_max_bytes;
        let typed = is_json(request.headers());
        let body = read_body(request, limit).await?;
        if body.iter().all(u8::is_ascii_whitespace) {
            return Ok(Self(None));
        }
        if !typed {
            return Err(wrong_type());
        }
        decode_json(&body).map(Some).map(Self)
    }
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for MediaJson<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, _: &S) -> Result<Self, ApiError> {
        let limit = options(request.extensions())?.media_json_max_bytes;
        read_json(request, limit).await.map(Self)
    }
}

async fn read_json<T: DeserializeOwned>(request: Request, limit: usize) -> Result<T, ApiError> {
    if !is_json(request.headers()) {
        return Err(wrong_type());
    }
    decode_json(&read_body(request, limit).await?)
}

fn wrong_type() -> ApiError {
    ApiError::unsupported_type(
        "send the body as JSON, with the header `content-type: application/json`",
    )
}

/// Whether a body is declared as JSON. A body without a content type is read as JSON.
pub fn is_json(headers: &HeaderMap) -> bool {
    let Some(value) = headers.get(CONTENT_TYPE) else { return true };
    let Some(kind) = value.to_str().ok().and_then(|text| text.parse::<mime::Mime>().ok()) else {
        return false;
    };
    kind.subtype() == mime::JSON || kind.suffix() == Some(mime::JSON)
}

/// Reads JSON; an error names the field and the expected value.
pub fn decode_json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, ApiError> {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(ApiError::invalid("", "the body is empty; send a JSON object"));
    }
    // serde would read a list as an object with its members in order.
    if bytes.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'[') {
        return Err(ApiError::invalid("", "the body is a list; send a JSON object"));
    }
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let path = error.path().to_string();
        refusal(&path, error.inner())
    })?;
    json.end().map_err(|error| refusal("", &error))?;
    Ok(value)
}

fn refusal(path: &str, error: &serde_json::Error) -> ApiError {
    let text = error.to_string();
    if error.classify() != Category::Data {
        return ApiError::invalid("", format!("the body is not valid JSON: {text}"));
    }
    // The position helps with malformed JSON only; here the field's name is more precise.
    let message = text.rsplit_once(" at line ").map_or(text.as_str(), |(message, _)| message);
    super::values::refusal(path, message)
}
