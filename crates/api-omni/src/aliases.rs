//! Aliases of routes: paths that Omni's published SDKs and command line use.
//!
//! A request to such a path is rewritten and routed as a request to the route's own path, so that
//! an alias cannot behave otherwise than its route. Always on; the API document omits them.

use crate::BASE;
use axum::http::request::Parts;
use axum::http::{Method, Uri};
use omni_http::Mount;

/// The send routes: the SDKs' path and the route's own.
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

/// The mount with its aliases.
pub(crate) fn with_aliases(mount: Mount) -> Mount {
    let sends = SENDS.iter().map(|(alias, _)| format!("{BASE}{alias}"));
    let keys = [format!("{BASE}{KEYS}"), format!("{BASE}{KEYS}/{{*rest}}")];
    sends.chain(keys).fold(mount, |mount, path| mount.alias(path, rewrite))
}

/// The same request under the route's own path.
fn rewrite(parts: &mut Parts) {
    let (method, path) = target(&parts.method, parts.uri.path());
    let query = parts.uri.query().map(|query| format!("?{query}")).unwrap_or_default();
    if let Ok(uri) = Uri::try_from(format!("{path}{query}")) {
        parts.uri = uri;
    }
    parts.method = method;
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
    fn aliases_are_rewritten_to_the_routes_own_paths() {
        let path = |method: Method, path: &str| target(&method, &format!("/api/v2{path}"));
        let own = |method: Method, path: &str| (method, format!("/api/v2{path}"));
        for (alias, route) in [
            ("/messages/send", "/messages"),
            ("/messages/send/media", "/messages/media"),
            ("/keys", "/api-keys"),
            ("/keys/1/audit", "/api-keys/1/audit"),
        ] {
            assert_eq!(path(Method::POST, alias), own(Method::POST, route), "{alias}");
        }
        assert_eq!(path(Method::POST, "/keys/1/revoke"), own(Method::DELETE, "/api-keys/1"));
        assert_eq!(path(Method::GET, "/keys/1/revoke"), own(Method::GET, "/api-keys/1/revoke"));
    }
}
