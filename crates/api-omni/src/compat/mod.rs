//! Compatibility with clients of the original server: the shapes that its published SDKs send and
//! read, beside this API's own.
//!
//! Enabled by `compat.omni_sdk`. Those SDKs read a single resource from its member `data`; this API
//! returns it bare. With this option a response has both.

mod request;
mod response;

use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse as _, Response};
use omni_app::App;
use omni_http::Routes;

/// Largest body that is rewritten, bytes. Larger ones pass unchanged: only files are that large.
const LIMIT: usize = 1024 * 1024;

/// The routes, which also accept and return the SDKs' shapes.
pub(crate) fn with_sdk_shapes(routes: Routes<App>) -> Routes<App> {
    routes.layer(from_fn(translate))
}

async fn translate(request: Request, next: Next) -> Response {
    // A document is not a resource: an additional member would change it.
    let document = request.uri().path().ends_with("/openapi.json");
    let request = match request::adapt(request).await {
        Ok(request) => request,
        Err(refusal) => return refusal.into_response(),
    };
    let response = next.run(request).await;
    if document { response } else { response::adapt(response).await }
}
