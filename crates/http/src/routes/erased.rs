//! A handler without its type.

use axum::extract::Request;
use axum::handler::Handler;
use axum::response::Response;
use std::pin::Pin;
use std::sync::Arc;

/// The future of each async handler.
pub(super) type Answer = Pin<Box<dyn Future<Output = Response> + Send>>;

/// A handler as all others are: the compiler makes axum's dozen of layers around a handler once for each
/// type of handler, and proves for each of them that the handler's future can be sent to another thread.
/// With a type per handler this was half of the time of compiling a dialect.
pub(super) struct ErasedHandler<S>(Arc<dyn Fn(Request, S) -> Answer + Send + Sync>);

impl<S> ErasedHandler<S> {
    pub(super) fn new<H, T>(handler: H) -> Self
    where
        H: Handler<T, S, Future = Answer>,
    {
        Self(Arc::new(move |request, state| handler.clone().call(request, state)))
    }
}

impl<S> Clone for ErasedHandler<S> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<S: 'static> Handler<(), S> for ErasedHandler<S> {
    type Future = Answer;

    fn call(self, request: Request, state: S) -> Answer {
        (self.0)(request, state)
    }
}
