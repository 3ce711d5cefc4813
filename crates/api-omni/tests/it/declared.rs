//! Compares every response of these tests with the API document: an error that its route does not
//! declare fails the test that receives it.

use axum::extract::{MatchedPath, Request};
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::Response;
use omni_api_omni::{openapi, routes, v1_routes};
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// The statuses of each documented route, by method and path.
static DECLARED: LazyLock<HashMap<(Method, String), HashSet<String>>> = LazyLock::new(|| {
    let document = serde_json::to_value(openapi()).expect("a document");
    let documented = routes().iter().chain(v1_routes()).filter(|route| route.is_documented);
    let statuses = documented.map(|route| {
        let method = route.method.as_str().to_lowercase();
        let responses = &document["paths"][&route.path][method]["responses"];
        let statuses = responses.as_object().expect("responses").keys().cloned().collect();
        ((route.method.clone(), route.path.clone()), statuses)
    });
    statuses.collect()
});

/// The layer that checks each response.
pub(crate) async fn check(request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let method = request.method().clone();
    let response = next.run(request).await;
    let status = response.status();
    let is_error = status.is_client_error() || status.is_server_error();
    if let Some(path) = route.filter(|_| is_error && status != StatusCode::METHOD_NOT_ALLOWED)
        && let Some(declared) = DECLARED.get(&(method.clone(), path.clone()))
    {
        let known = declared.contains(status.as_str());
        assert!(known, "{method} {path} answered {status}, which its endpoint does not declare");
    }
    response
}
