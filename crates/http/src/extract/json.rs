use super::options;
use crate::ApiError;
use crate::body::read_body;
use axum::extract::{FromRequest, Request};
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use serde::de::DeserializeOwned;
use serde_json::Value;
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
    match read(bytes) {
        Err(error) if error.needs_whole_numbers => {
            let whole = with_whole_numbers(bytes).and_then(|bytes| read(&bytes).ok());
            whole.ok_or(error.refusal)
        }
        read => read.map_err(|error| error.refusal),
    }
}

/// Why JSON cannot be read.
struct Unreadable {
    refusal: ApiError,
    /// It has a number with a fraction where a whole one is needed; the fraction may be zero.
    needs_whole_numbers: bool,
}

fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Unreadable> {
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let path = error.path().to_string();
        let needs_whole_numbers = error.inner().to_string().contains("floating point");
        Unreadable { refusal: refusal(&path, error.inner()), needs_whole_numbers }
    })?;
    json.end()
        .map_err(|error| Unreadable { refusal: refusal("", &error), needs_whole_numbers: false })?;
    Ok(value)
}

/// The same JSON with `467` for `467.0`: to JSON Schema both are integers, to serde only the first.
fn with_whole_numbers(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut value = serde_json::from_slice(bytes).ok()?;
    make_whole(&mut value);
    serde_json::to_vec(&value).ok()
}

fn make_whole(value: &mut Value) {
    /// Beyond it a double cannot represent every integer.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    match value {
        Value::Number(number) if number.is_f64() => {
            let Some(float) = number.as_f64() else { return };
            if float.fract() == 0.0 && float.abs() <= EXACT {
                #[expect(clippy::cast_possible_truncation, reason = "it is whole and within 2^53")]
                let whole = float as i64;
                *number = whole.into();
            }
        }
        Value::Array(values) => values.iter_mut().for_each(make_whole),
        Value::Object(members) => members.values_mut().for_each(make_whole),
        _ => {}
    }
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

#[cfg(test)]
mod tests {
    use super::decode_json;
    use serde::Deserialize;

    #[derive(Debug, PartialEq, Deserialize)]
    struct Body {
        limit: u32,
        more: Option<serde_json::Value>,
    }

    #[test]
    fn a_whole_number_may_be_written_with_a_fraction_of_zero() {
        let read = |text: &str| decode_json::<Body>(text.as_bytes());
        let body = read(r#"{"limit": 467.0}"#).expect("an integer");
        assert_eq!(body, Body { limit: 467, more: None });
        assert_eq!(read(r#"{"limit": 4.67e2}"#).expect("an integer").limit, 467);
        let body = read(r#"{"limit": 1, "more": 2.0}"#).expect("an integer");
        assert_eq!(body.more, Some(serde_json::json!(2.0)), "left as it is where it fits");
        for wrong in [r#"{"limit": 4.5}"#, r#"{"limit": -1.0}"#, r#"{"limit": 1e300}"#] {
            let error = read(wrong).expect_err(wrong);
            assert!(error.message.to_string().contains("`limit`"), "{}", error.message);
        }
    }
}
