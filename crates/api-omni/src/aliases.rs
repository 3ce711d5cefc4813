//! Paths that Omni's published SDKs and command line use for routes of ours.
//!
//! A request to such a path is rewritten and handed to the router as if it had come to our own
//! path, so that an alias cannot behave otherwise than its route. Always on; the API document
//! leaves them out.

use crate::BASE;
use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, Request};
use axum::http::{Method, Uri};
use axum::response::Response;
use axum::routing::any_service;
use std::convert::Infallible;
use std::net::SocketAddr;
use tower::{Service, ServiceExt as _};

/// The sends, as the SDKs address them and as we do.
const SENDS: [(&str, &str); 6] = [
    ("/messages/send", "/messages"),
    ("/messages/send/media", "/messages/media"),
    ("/messages/send/reaction", "/messages/reaction"),
    ("/messages/send/sticker", "/messages/sticker"),
    ("/messages/send/contact", "/messages/contact"),
    ("/messages/send/location", "/messages/location"),
];
const KEYS: &str = "/keys";
const API_KEYS: &str = "/api-keys";

/// The router with its aliases.
pub(crate) fn with_aliases(routes: Router) -> Router {
    let target = rewritten(routes.clone());
    let mut all = routes;
    for (alias, _) in SENDS {
        all = all.route(&format!("{BASE}{alias}"), any_service(target.clone()));
    }
    all.route(&format!("{BASE}{KEYS}"), any_service(target.clone()))
        .route(&format!("{BASE}{KEYS}/{{*rest}}"), any_service(target))
}

fn rewritten(
    routes: Router,
) -> impl Service<Request, Response = Response, Error = Infallible, Future: Send + 'static>
+ Clone
+ Send
+ Sync
+ 'static {
    routes.into_service::<Body>().map_request(rewrite)
}

/// The same request under our own path. What the outer router noted about the alias is left
/// behind: its route and its path parameters are not those of the target.
fn rewrite(request: Request) -> Request {
    let (mut parts, body) = request.into_parts();
    let (method, path) = target(&parts.method, parts.uri.path());
    let query = parts.uri.query().map(|query| format!("?{query}")).unwrap_or_default();
    if let Ok(uri) = Uri::try_from(format!("{path}{query}")) {
        parts.uri = uri;
    }
    parts.method = method;
    let peer = parts.extensions.remove::<ConnectInfo<SocketAddr>>();
    parts.extensions.clear();
    if let Some(peer) = peer {
        parts.extensions.insert(peer);
    }
    Request::from_parts(parts, body)
}

fn target(method: &Method, path: &str) -> (Method, String) {
    let inner = path.strip_prefix(BASE).unwrap_or(path);
    if let Some((_, own)) = SENDS.iter().find(|(alias, _)| *alias == inner) {
        return (method.clone(), format!("{BASE}{own}"));
    }
    let rest = inner.strip_prefix(KEYS).unwrap_or(inner);
    // The SDKs revoke with a POST; `DELETE` is the route that does it.
    match rest.strip_suffix("/revoke").filter(|_| method == Method::POST) {
        Some(id) => (Method::DELETE, format!("{BASE}{API_KEYS}{id}")),
        None => (method.clone(), format!("{BASE}{API_KEYS}{rest}")),
    }
}

#[cfg(test)]
mod tests {
    use super::target;
    use axum::http::Method;

    #[test]
    fn aliases_lead_to_our_own_paths() {
        let path = |method: Method, path: &str| target(&method, &format!("/api/v2{path}"));
        let own = |method: Method, path: &str| (method, format!("/api/v2{path}"));
        for (alias, ours) in [
            ("/messages/send", "/messages"),
            ("/messages/send/media", "/messages/media"),
            ("/keys", "/api-keys"),
            ("/keys/1/audit", "/api-keys/1/audit"),
        ] {
            assert_eq!(path(Method::POST, alias), own(Method::POST, ours), "{alias}");
        }
        assert_eq!(path(Method::POST, "/keys/1/revoke"), own(Method::DELETE, "/api-keys/1"));
        assert_eq!(path(Method::GET, "/keys/1/revoke"), own(Method::GET, "/api-keys/1/revoke"));
    }
}
