//! The layers around every dialect: request id, log line, error bodies, security headers, limits.

mod cors;
mod guard;
mod info;
mod peer;
mod rate;
mod render;
mod service;

use crate::{ApiError, Dialect, HttpOptions};
use axum::Router;
use omni_domain::Env;
use std::sync::Arc;
use tower::layer::layer_fn;

pub use info::RequestInfo;
pub(crate) use rate::{RateStatus, Who};

/// What the layers of one dialect share.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) dialect: Dialect,
    pub(crate) options: HttpOptions,
    pub(crate) env: Env,
    pub(crate) rate: Option<rate::RateLimit>,
}

/// Puts the layers around a dialect's router, and answers what it has no route for.
///
/// Call it on the dialect's own router before that is nested, so that each dialect renders its
/// own errors.
pub fn edge<S>(router: Router<S>, dialect: Dialect, options: &HttpOptions, env: &Env) -> Router<S>
where
    S: Clone + Send + Sync + 'static,
{
    let shared = Arc::new(Shared {
        dialect,
        rate: rate::RateLimit::new(options.rate_limit_per_minute),
        options: options.clone(),
        env: env.clone(),
    });
    let guarded = Arc::clone(&shared);
    let router = router
        .fallback(unknown_route)
        .layer(layer_fn(move |inner| guard::GuardService::new(inner, Arc::clone(&guarded))));
    // CORS stands outside the guard, so that a browser may read a timeout's or a panic's answer,
    // and inside the edge, so that a preflight has its request id too.
    let router = match cors::layer(&options.cors_origins) {
        Some(cors) => router.layer(cors),
        None => router,
    };
    router.layer(layer_fn(move |inner| service::EdgeService::new(inner, Arc::clone(&shared))))
}

async fn unknown_route() -> ApiError {
    ApiError::unknown_route()
}
