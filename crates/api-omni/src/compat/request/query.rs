//! Parameters of queries that have other values in the original.

use crate::compat::operation::Operation;
use axum::extract::Request;
use axum::http::{Method, Uri};

/// The request with this API's parameters; all but those of three lists are the same.
pub(super) fn adapt(mut request: Request, operation: &Operation) -> Request {
    let change: fn(&str) -> Option<String> = match operation.segments().as_slice() {
        ["instances"] => status,
        ["batch-jobs"] => job_type,
        ["dead-letters"] => letter_status,
        _ => return request,
    };
    let Some(query) = request.uri().query().filter(|_| operation.method == Method::GET) else {
        return request;
    };
    let pair = |pair: &str| change(pair).unwrap_or_else(|| pair.to_owned());
    let query: Vec<String> = query.split('&').map(pair).collect();
    let uri = format!("{}?{}", request.uri().path(), query.join("&"));
    if let Ok(uri) = Uri::try_from(uri) {
        *request.uri_mut() = uri;
    }
    request
}

/// The original has two states of an instance.
fn status(pair: &str) -> Option<String> {
    let states = pair.strip_prefix("status=")?.split(',').map(|state| match state {
        "active" => "connected,connecting",
        "inactive" => "disconnected,error",
        other => other,
    });
    Some(format!("status={}", states.collect::<Vec<_>>().join(",")))
}

/// Nothing is abandoned here: that state is another one in which no dead letter is listed.
fn letter_status(pair: &str) -> Option<String> {
    let states = pair.strip_prefix("status=")?;
    Some(format!("status={}", states.replace("abandoned", "retrying")))
}

fn job_type(pair: &str) -> Option<String> {
    let types = pair.strip_prefix("jobType=")?;
    Some(format!("type={}", types.replace("time_based_batch", "media_reprocess")))
}

#[cfg(test)]
mod tests {
    use super::{job_type, letter_status, status};

    #[test]
    fn values_of_the_original_become_this_apis() {
        assert_eq!(status("status=active").as_deref(), Some("status=connected,connecting"));
        assert_eq!(status("status=error").as_deref(), Some("status=error"));
        assert_eq!(status("limit=5"), None);
        let letters = letter_status("status=pending,abandoned");
        assert_eq!(letters.as_deref(), Some("status=pending,retrying"));
        assert_eq!(job_type("jobType=time_based_batch").as_deref(), Some("type=media_reprocess"));
    }
}
