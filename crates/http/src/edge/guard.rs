use super::admit::admit;
use super::{RequestInfo, Shared, Who};
use crate::bodies::{Charge, MeteredBody};
use crate::body::discard;
use crate::routes::check_query;
use crate::{ApiError, RouteInfo};
use axum::body::{Body, HttpBody as _};
use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use futures::FutureExt;
use futures::future::BoxFuture;
use std::convert::Infallible;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::task::{Context, Poll};
use tower::Service;

/// Admits requests, and responds in place of handlers that panic or take too long.
#[derive(Debug, Clone)]
pub(super) struct GuardService<S> {
    inner: S,
    shared: Arc<Shared>,
}

impl<S> GuardService<S> {
    pub(super) const fn new(inner: S, shared: Arc<Shared>) -> Self {
        Self { inner, shared }
    }
}

impl<S> Service<Request> for GuardService<S>
where
    S: Service<Request, Response = Response, Error = Infallible> + Clone + Send + 'static,
    S::Future: Send,
{
    type Response = Response;
    type Error = Infallible;
    type Future = BoxFuture<'static, Result<Response, Infallible>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request) -> Self::Future {
        // The clone is fresh and may not be ready; the one that was polled ready makes the call.
        let fresh = self.inner.clone();
        let mut inner = std::mem::replace(&mut self.inner, fresh);
        let shared = Arc::clone(&self.shared);
        Box::pin(async move {
            let options = &shared.options;
            let route = shared.route(&request).cloned();
            let carries_files = route.as_ref().is_some_and(|route| route.endpoint.carries_files);
            let limit = if carries_files { options.media_timeout } else { options.timeout };
            // The call is inside the future, so that a panic before its first await is caught too.
            let admitting = Arc::clone(&shared);
            let answer = async move {
                let (request, charge) = match admitted(&admitting, route.as_deref(), request).await
                {
                    Ok(admitted) => admitted,
                    Err(refusal) => return Ok(refusal.into_response()),
                };
                let response = inner.call(request).await?;
                Ok::<_, Infallible>(match charge {
                    Some(charge) => settled(response, &charge).await,
                    None => response,
                })
            };
            let answer = AssertUnwindSafe(answer).catch_unwind();
            Ok(match tokio::time::timeout(limit, answer).await {
                Ok(Ok(Ok(response))) => response,
                Ok(Err(_)) => {
                    tracing::error!("a handler panicked");
                    ApiError::internal().into_response()
                }
                Err(_) => ApiError::new(
                    options.timeout_status,
                    "HTTP_ERROR",
                    format!(
                        "timed out after {} s; the request may still take effect, so repeat a send \
                         only with the same Idempotency-Key",
                        limit.as_secs()
                    ),
                )
                .into_response(),
            })
        })
    }
}

/// The request, if it may call its route, and the account of its body, if it has one.
async fn admitted(
    shared: &Shared,
    route: Option<&RouteInfo>,
    request: Request,
) -> Result<(Request, Option<Arc<Charge>>), ApiError> {
    // A path without a route, or without this method: what responds to it reads no body.
    let Some(route) = route else { return Ok((request, None)) };
    let (mut parts, body) = request.into_parts();
    let Some(info) = parts.extensions.get::<Arc<RequestInfo>>().cloned() else {
        return Err(ApiError::internal());
    };
    admit(shared, &info, &route.endpoint, &mut parts).await?;
    if shared.refuses_unknown_query(route) {
        check_query(&route.query, &parts)?;
    }
    if body.is_end_stream() {
        return Ok((Request::from_parts(parts, body), None));
    }
    let callers = [info.principal().map(Who::Principal), info.peer().map(Who::of)];
    let charge = shared.bodies.charge(callers);
    parts.extensions.insert(Arc::clone(&charge));
    let body = MeteredBody::new(body, Arc::clone(&charge), shared.options.min_rate);
    Ok((Request::from_parts(parts, Body::new(body)), Some(charge)))
}

/// Replaces the error response to a request with an aborted body by one with the reason.
async fn settled(response: Response, charge: &Charge) -> Response {
    let status = response.status();
    if !status.is_client_error() && !status.is_server_error() {
        return response;
    }
    let Some((refusal, rest)) = charge.refusal() else { return response };
    // The handler has ended and holds nothing any more.
    charge.release();
    if let Some(rest) = rest {
        discard(rest.into_data_stream()).await;
    }
    refusal.into_response()
}
