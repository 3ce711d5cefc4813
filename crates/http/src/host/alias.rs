use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, Request};
use axum::http::request::Parts;
use axum::routing::any_service;
use std::net::SocketAddr;
use tower::ServiceExt as _;

/// Another path of a route.
#[derive(Debug, Clone)]
pub(super) struct Alias {
    pub(super) path: String,
    pub(super) rewrite: fn(&mut Parts),
}

impl Alias {
    /// `host` with this alias of routes of `target`.
    pub(super) fn add(self, host: Router, target: &Router) -> Router {
        let rewrite = self.rewrite;
        let rewritten = target
            .clone()
            .into_service::<Body>()
            .map_request(move |request| rewritten(request, rewrite));
        host.route(&self.path, any_service(rewritten))
    }
}

/// The request under its own path. The route and path parameters that the router has set for the
/// alias are removed: they are not those of the target.
fn rewritten(request: Request, rewrite: fn(&mut Parts)) -> Request {
    let (mut parts, body) = request.into_parts();
    rewrite(&mut parts);
    let peer = parts.extensions.remove::<ConnectInfo<SocketAddr>>();
    parts.extensions.clear();
    if let Some(peer) = peer {
        parts.extensions.insert(peer);
    }
    Request::from_parts(parts, body)
}
