//! The layers around every route: request id, log line, error bodies, security headers, limits.

mod admit;
mod cors;
mod guard;
mod info;
mod peer;
mod rate;
mod render;
mod service;

use crate::bodies::BodyBudget;
use crate::serve::Connections;
use crate::{Dialect, HttpOptions, RouteInfo};
use axum::Router;
use axum::extract::{MatchedPath, Request};
use axum::http::{HeaderMap, Method, Uri};
use omni_app::App;
use omni_domain::Env;
use std::collections::HashMap;
use std::sync::Arc;
use tower::layer::layer_fn;

pub(crate) use admit::{Admitted, require_local};
pub(crate) use info::ForwardedSlot;
pub use info::RequestInfo;
pub(crate) use peer::names_this_machine;
pub(crate) use rate::{RateLimit, RateStatus, Who, client_network};

/// Adds headers to a response: by the request's URI, and by the path below which others reach the
/// server ([`App::public_path`]).
pub(crate) type AddHeaders = fn(&Uri, &str, &mut HeaderMap);

/// What the layers around one mount share.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) dialect: Dialect,
    /// Headers of every response of the mount.
    pub(crate) headers: Option<AddHeaders>,
    /// What each route declares, by its path as matched.
    pub(crate) routes: HashMap<String, Vec<Arc<RouteInfo>>>,
    /// Its routes ignore query parameters that they do not document.
    pub(crate) ignores_unknown_query: bool,
    /// Resolves credentials.
    pub(crate) app: Option<App>,
    pub(crate) options: Arc<HttpOptions>,
    pub(crate) env: Env,
    /// One for all mounts.
    pub(crate) rate: Option<Arc<RateLimit>>,
    /// One for all mounts.
    pub(crate) bodies: Arc<BodyBudget>,
    /// Of webhooks, one for all mounts.
    pub(crate) deliveries: Option<Arc<RateLimit>>,
    /// One for all listeners.
    pub(crate) connections: Arc<Connections>,
}

impl Shared {
    /// The path below which others reach the server; empty is none.
    fn public_path(&self) -> &str {
        self.app.as_ref().map_or("", App::public_path)
    }

    /// What the route of a request declares. The route's `GET` also handles `HEAD`.
    fn route(&self, request: &Request) -> Option<&Arc<RouteInfo>> {
        let path = request.extensions().get::<MatchedPath>()?;
        let methods = self.routes.get(path.as_str())?;
        let asked = match *request.method() {
            Method::HEAD => &Method::GET,
            ref method => method,
        };
        methods.iter().find(|route| route.method == *asked)
    }

    /// Whether the query of a request to this route has only parameters that it documents.
    const fn refuses_unknown_query(&self, route: &RouteInfo) -> bool {
        let ignores = self.ignores_unknown_query || route.endpoint.ignores_unknown_query;
        route.is_documented && !ignores
    }
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
