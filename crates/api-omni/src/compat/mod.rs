//! Compatibility with clients of the original server: the shapes that its published SDKs send and
//! read, beside this API's own.
//!
//! Enabled by `compat.omni_sdk`. Those SDKs read a single resource from its member `data`; this API
//! returns it bare. With this option a response has both.

mod activation;
mod members;
mod operation;
mod request;
mod response;

pub(crate) use members::SdkMembers;

use activation::Activation;
use axum::extract::{Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse as _, Response};
use omni_app::App;
use omni_http::{ApiError, Routes};
use operation::Operation;

/// Largest body that is rewritten, bytes. Larger ones pass unchanged: only files are that large.
const LIMIT: usize = 1024 * 1024;

/// The routes, which also accept and return the SDKs' shapes.
pub(crate) fn with_sdk_shapes(routes: Routes<App>, app: &App) -> Routes<App> {
    routes.layer(from_fn_with_state(app.clone(), translate))
}

async fn translate(State(app): State<App>, request: Request, next: Next) -> Response {
    answer(&app, request, next).await.unwrap_or_else(ApiError::into_response)
}

async fn answer(app: &App, request: Request, next: Next) -> Result<Response, ApiError> {
    let operation = Operation::of(&request);
    let request::Adapted { mut request, active } =
        request::adapt(request, &operation, app.env.now()).await?;
    let activation = match active {
        Some(active) => Some(Activation::of(app, &mut request, &operation, active).await?),
        None => None,
    };
    let mut response = next.run(request).await;
    if let Some(activation) = activation.filter(|_| response.status().is_success()) {
        response = activation.apply(app).await?;
    }
    // A document is not a resource: an additional member would change it.
    if operation.is_document() {
        return Ok(response);
    }
    Ok(response::adapt(response, &operation).await)
}
