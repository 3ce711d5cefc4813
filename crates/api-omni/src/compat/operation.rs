//! Which operation of this API a request calls.

use axum::extract::Request;
use axum::http::Method;

/// Parameters with the position in a list from which it is read.
const POSITIONS: [&str; 3] = ["cursor=", "before=", "after="];

/// The operation of a request: its method and path. Paths here are relative to the API's base, and
/// aliases are resolved.
#[derive(Debug)]
pub(super) struct Operation {
    pub(super) method: Method,
    path: String,
    /// It reads a list from its beginning.
    pub(super) is_first_page: bool,
}

impl Operation {
    pub(super) fn of(request: &Request) -> Self {
        let mut pairs = request.uri().query().unwrap_or_default().split('&');
        let continues = |pair: &str| POSITIONS.iter().any(|name| pair.starts_with(name));
        Self {
            method: request.method().clone(),
            path: request.uri().path().trim_matches('/').to_owned(),
            is_first_page: !pairs.any(continues),
        }
    }

    /// The path's segments.
    pub(super) fn segments(&self) -> Vec<&str> {
        self.path.split('/').collect()
    }

    /// It returns a document, which is not a resource.
    pub(super) fn is_document(&self) -> bool {
        self.path.ends_with("openapi.json")
    }
}
