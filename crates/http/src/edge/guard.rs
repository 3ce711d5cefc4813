use super::Shared;
use crate::ApiError;
use axum::extract::{MatchedPath, Request};
use axum::response::{IntoResponse, Response};
use futures::FutureExt;
use futures::future::BoxFuture;
use std::convert::Infallible;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::task::{Context, Poll};
use tower::Service;

/// Responds in place of handlers that panic or take too long.
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
            let carries_files = request
                .extensions()
                .get::<MatchedPath>()
                .is_some_and(|path| shared.file_routes.contains(path.as_str()));
            let limit = if carries_files { options.media_timeout } else { options.timeout };
            // The call is inside the future, so that a panic before its first await is caught too.
            let answer = AssertUnwindSafe(async move { inner.call(request).await }).catch_unwind();
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
