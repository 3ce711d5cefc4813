//! The layers around every route: request id, log line, error bodies, security headers, limits.

mod cors;
mod guard;
mod info;
mod peer;
mod rate;
mod render;
mod service;

use crate::{Dialect, HttpOptions};
use axum::Router;
use axum::http::{HeaderMap, Uri};
use omni_domain::Env;
use std::collections::HashSet;
use std::sync::Arc;
use tower::layer::layer_fn;

pub use info::RequestInfo;
pub(crate) use rate::{RateLimit, RateStatus, Who};

/// What the layers around one mount share.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) dialect: Dialect,
    /// Headers of every response of the mount.
    pub(crate) headers: Option<fn(&Uri, &mut HeaderMap)>,
    /// Routes, as matched, whose requests or responses carry files.
    pub(crate) file_routes: HashSet<String>,
    pub(crate) options: Arc<HttpOptions>,
    pub(crate) env: Env,
    /// One for all mounts.
    pub(crate) rate: Option<Arc<RateLimit>>,
}

/// Puts the layers around each route of a mount.
pub(crate) fn layered(router: Router, shared: &Arc<Shared>) -> Router {
    let guarded = Arc::clone(shared);
    let router =
        router.layer(layer_fn(move |inner| guard::GuardService::new(inner, Arc::clone(&guarded))));
    // CORS is outside the guard, so that a browser may read the response to a timeout or a panic,
    // and inside the edge, so that a preflight has its request id too.
    let router = match cors::layer(&shared.options.cors_origins) {
        Some(cors) => router.layer(cors),
        None => router,
    };
    let shared = Arc::clone(shared);
    router.layer(layer_fn(move |inner| service::EdgeService::new(inner, Arc::clone(&shared))))
}
