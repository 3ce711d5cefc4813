//! The common part of protocols over HTTP: errors of the transport, refusals, and bodies of bounded
//! size.

use crate::error::AgentError;
use reqwest::header::{HeaderMap, HeaderValue, RETRY_AFTER};
use reqwest::{Response, StatusCode};
use serde::Deserialize;
use std::time::Duration;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc2822;

/// An error page is read for one code; it gets neither much memory nor much time.
const REFUSAL_BYTES: usize = 16 * 1024;
const REFUSAL_WAIT: Duration = Duration::from_secs(2);
/// The longest wait that a header may cause.
const MAX_RETRY_AFTER: Duration = Duration::from_hours(1);

/// An error of the transport, without the address: it may hold a secret.
pub(crate) fn transport(error: &reqwest::Error) -> AgentError {
    if error.is_timeout() {
        return AgentError::Timeout;
    }
    let what = if error.is_connect() {
        "no connection"
    } else if error.is_redirect() {
        "a redirect was not followed"
    } else {
        "the connection was interrupted"
    };
    // The innermost cause ("Connection refused", a rule of the app's resolver) has the reason; the
    // layers above it repeat the address.
    let mut bottom: Option<&dyn std::error::Error> = std::error::Error::source(error);
    while let Some(deeper) = bottom.and_then(std::error::Error::source) {
        bottom = Some(deeper);
    }
    let why: String =
        bottom.map(ToString::to_string).unwrap_or_default().chars().take(200).collect();
    AgentError::Unreachable(if why.is_empty() {
        what.to_owned()
    } else {
        format!("{what} ({why})")
    })
}

/// Returns a success, and turns anything else into its error.
pub(crate) async fn accepted(response: Response) -> Result<Response, AgentError> {
    let status = response.status();
    if status.is_success() {
        return Ok(response);
    }
    Err(match status {
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => AgentError::Unauthorized,
        StatusCode::TOO_MANY_REQUESTS => {
            AgentError::RateLimited { retry_after: retry_after(response.headers()) }
        }
        other => {
            let body = tokio::time::timeout(REFUSAL_WAIT, read(response, REFUSAL_BYTES)).await;
            let reason = body.ok().and_then(Result::ok).and_then(|body| provider_code(&body));
            AgentError::Status { status: other.as_u16(), reason }
        }
    })
}

/// Sends a request; the response, if it is a success.
pub(crate) async fn sent(call: reqwest::RequestBuilder) -> Result<Response, AgentError> {
    accepted(call.send().await.map_err(|error| transport(&error))?).await
}

/// The whole body, unless it is larger than `limit`.
pub(crate) async fn read(mut response: Response, limit: usize) -> Result<Vec<u8>, AgentError> {
    let mut body = Vec::new();
    while let Some(piece) = response.chunk().await.map_err(|error| transport(&error))? {
        if body.len() + piece.len() > limit {
            return Err(AgentError::TooLarge { limit });
        }
        body.extend_from_slice(&piece);
    }
    Ok(body)
}

/// `Retry-After` in seconds or as a date, or `retry-after-ms`, which `OpenAI` sends.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = |value: &HeaderValue| value.to_str().ok().map(|text| text.trim().to_owned());
    if let Some(millis) = headers.get("retry-after-ms").and_then(text)
        && let Ok(millis) = millis.parse()
    {
        return Some(Duration::from_millis(millis).min(MAX_RETRY_AFTER));
    }
    let value = headers.get(RETRY_AFTER).and_then(text)?;
    let wait = if let Ok(seconds) = value.parse() {
        Duration::from_secs(seconds)
    } else {
        let at = OffsetDateTime::parse(&value, &Rfc2822).ok()?;
        (at - OffsetDateTime::now_utc()).try_into().unwrap_or(Duration::ZERO)
    };
    Some(wait.min(MAX_RETRY_AFTER))
}

/// The `code` or `type` of an error body, if it has the form of a code. The `message`
/// is never used: providers quote keys and prompts in it.
fn provider_code(body: &[u8]) -> Option<String> {
    #[derive(Deserialize)]
    struct Body {
        error: Detail,
    }
    #[derive(Deserialize)]
    struct Detail {
        code: Option<serde_json::Value>,
        r#type: Option<serde_json::Value>,
    }
    let detail = serde_json::from_slice::<Body>(body).ok()?.error;
    let string = |value: Option<serde_json::Value>| match value {
        Some(serde_json::Value::String(code)) if is_code(&code) => Some(code),
        _ => None,
    };
    string(detail.code).or_else(|| string(detail.r#type))
}

pub(crate) fn is_code(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 64
        && text.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')
}

#[cfg(test)]
mod tests {
    use super::{HeaderMap, HeaderValue, provider_code, retry_after};
    use std::time::Duration;

    fn headers(name: &'static str, value: &str) -> HeaderMap {
        HeaderMap::from_iter([(
            reqwest::header::HeaderName::from_static(name),
            HeaderValue::from_str(value).unwrap(),
        )])
    }

    #[test]
    fn retry_after_is_read_in_every_form() {
        assert_eq!(retry_after(&headers("retry-after", "7")), Some(Duration::from_secs(7)));
        assert_eq!(
            retry_after(&headers("retry-after-ms", "250")),
            Some(Duration::from_millis(250))
        );
        assert_eq!(
            retry_after(&headers("retry-after", "Sun, 06 Nov 1994 08:49:37 GMT")),
            Some(Duration::ZERO)
        );
        assert_eq!(
            retry_after(&headers("retry-after", "Wed, 21 Oct 2095 07:28:00 GMT")),
            Some(Duration::from_hours(1))
        );
        assert_eq!(retry_after(&headers("retry-after", "soon")), None);
        assert_eq!(retry_after(&HeaderMap::new()), None);
    }

    #[test]
    fn only_a_code_is_taken_from_an_error() {
        let code = |body: &str| provider_code(body.as_bytes());
        assert_eq!(
            code(r#"{"error":{"code":"model_not_found","type":"x"}}"#).as_deref(),
            Some("model_not_found")
        );
        assert_eq!(
            code(r#"{"error":{"code":404,"type":"invalid_request_error"}}"#).as_deref(),
            Some("invalid_request_error")
        );
        assert_eq!(code(r#"{"error":{"code":"sk-abc123","type":"Hello there"}}"#), None);
        assert_eq!(code(r#"{"error":"no"}"#), None);
        assert_eq!(code("<html>"), None);
    }
}
