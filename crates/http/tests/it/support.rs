use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::{Json, Router};
use omni_app::error::Plain;
use omni_domain::Env;
use omni_http::{
    API_KEY_NEEDED, ApiError, Details, Dialect, Host, HostContext, HttpOptions, Mount, Routes,
    api_key,
};
use serde_json::{Value, json};
use tower::ServiceExt;

/// A dialect that shows everything an error has.
pub(crate) const PLAIN: Dialect =
    Dialect { name: "test", render, credential: api_key, credential_needed: API_KEY_NEEDED };

fn details(details: &Details) -> Value {
    match details {
        Details::Field { field, message } => {
            json!({ "field": field.spell(&Plain), "message": message.to_string() })
        }
        Details::Limit(limit) => json!({ "limit": limit }),
        Details::RateLimited { retry_after_ms, .. } => json!({ "retryAfterMs": retry_after_ms }),
        Details::State(state) => json!({ "state": state }),
        Details::ChannelCode(code) => json!({ "code": code }),
    }
}

fn render(error: &ApiError) -> Response {
    let body = json!({
        "code": error.code,
        "message": error.message.to_string(),
        "details": error.details.as_deref().map(details),
        "id": error.request_id.as_deref(),
    });
    (error.status, Json(body)).into_response()
}

/// A response.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Value,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// Status, code and message, as one line.
    pub(crate) fn line(&self) -> String {
        let text = |name: &str| self.body[name].as_str().unwrap_or_default().to_owned();
        format!("{} {} {}", self.status.as_u16(), text("code"), text("message"))
    }
}

/// A host with only these routes.
pub(crate) fn host(routes: Routes, options: &HttpOptions) -> Router {
    let context = HostContext::new(options.clone(), Env::system());
    let host = Host::new(context).mount(Mount::new(PLAIN, routes));
    host.into_router().expect("routes that do not conflict")
}

pub(crate) async fn ask(routes: Routes, options: &HttpOptions, request: Request<Body>) -> Answer {
    call(&host(routes, options), request).await
}

pub(crate) async fn call(host: &Router, request: Request<Body>) -> Answer {
    let response = host.clone().oneshot(request).await.expect("infallible");
    let (parts, body) = response.into_parts();
    let bytes = to_bytes(body, usize::MAX).await.expect("a whole body");
    let body = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
    Answer { status: parts.status, headers: parts.headers, body }
}

pub(crate) fn get(path: &str) -> Request<Body> {
    Request::get(path).body(Body::empty()).expect("a request")
}

pub(crate) fn post(path: &str, body: impl Into<Body>) -> Request<Body> {
    Request::post(path)
        .header("content-type", "application/json")
        .body(body.into())
        .expect("a request")
}
