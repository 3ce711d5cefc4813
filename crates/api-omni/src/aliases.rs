//! Aliases of routes: paths that Omni's published SDKs and command line use.
//!
//! A request to such a path is rewritten and routed as a request to the route's own path, so that
//! an alias cannot behave otherwise than its route. Always on; the API document omits them.

use crate::BASE;
use axum::http::request::Parts;
use axum::http::{Method, Uri};
use omni_http::Mount;

/// The send routes: the SDKs' path and the route's own.
const SENDS: [(&str, &str); 8] = [
    ("/messages/send", "/messages"),
    ("/messages/send/media", "/messages/media"),
    ("/messages/send/reaction", "/messages/reaction"),
    ("/messages/send/sticker", "/messages/sticker"),
    ("/messages/send/contact", "/messages/contact"),
    ("/messages/send/location", "/messages/location"),
    ("/messages/send/poll", "/messages/poll"),
    ("/messages/send/forward", "/messages/forward"),
];
/// Other paths that the SDKs use; [`own_path`] has the routes' own.
const OTHERS: [&str; 3] =
    ["/instances/{id}/users/{user}/profile", "/batch-jobs/{id}/status", "/logs/recent"];
const KEYS: &str = "/keys";
const API_KEYS: &str = "/api-keys";

/// The mount with its aliases.
pub(crate) fn with_aliases(mount: Mount) -> Mount {
    let sends = SENDS.iter().map(|(alias, _)| format!("{BASE}{alias}"));
    let keys = [format!("{BASE}{KEYS}"), format!("{BASE}{KEYS}/{{*rest}}")];
    let others = OTHERS.iter().map(|alias| format!("{BASE}{alias}"));
    sends.chain(keys).chain(others).fold(mount, |mount, path| mount.alias(path, rewrite))
}

/// The same request under the route's own path.
fn rewrite(parts: &mut Parts) {
    let (method, path) = target(&parts.method, parts.uri.path());
    let query = parts.uri.query().map(|query| format!("?{}", own_query(&path, query)));
    let query = query.unwrap_or_default();
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
    if let Some(own) = own_path(inner) {
        return (method.clone(), format!("{BASE}{own}"));
    }
    let rest = inner.strip_prefix(KEYS).unwrap_or(inner);
    // The SDKs revoke with a POST; `DELETE` is the route that does it.
    match rest.strip_suffix("/revoke").filter(|_| method == Method::POST) {
        Some(id) => (Method::DELETE, format!("{BASE}{API_KEYS}{id}")),
        None => (method.clone(), format!("{BASE}{API_KEYS}{rest}")),
    }
}

fn own_path(alias: &str) -> Option<String> {
    match alias.trim_start_matches('/').split('/').collect::<Vec<_>>().as_slice() {
        ["instances", id, "users", user, "profile"] => {
            Some(format!("/instances/{id}/profile/{user}"))
        }
        ["batch-jobs", id, "status"] => Some(format!("/batch-jobs/{id}")),
        ["logs", "recent"] => Some("/logs".to_owned()),
        _ => None,
    }
}

/// The SDKs call the services of the log its modules.
fn own_query(path: &str, query: &str) -> String {
    if !path.ends_with("/logs") {
        return query.to_owned();
    }
    let pairs = query.split('&').map(|pair| match pair.strip_prefix("modules=") {
        Some(modules) => format!("services={modules}"),
        None => pair.to_owned(),
    });
    pairs.collect::<Vec<_>>().join("&")
}

#[cfg(test)]
mod tests {
    use super::{own_query, target};
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
            ("/instances/1/users/a%40b/profile", "/instances/1/profile/a%40b"),
            ("/batch-jobs/1/status", "/batch-jobs/1"),
            ("/logs/recent", "/logs"),
        ] {
            assert_eq!(path(Method::POST, alias), own(Method::POST, route), "{alias}");
        }
        assert_eq!(path(Method::POST, "/keys/1/revoke"), own(Method::DELETE, "/api-keys/1"));
        assert_eq!(path(Method::GET, "/keys/1/revoke"), own(Method::GET, "/api-keys/1/revoke"));
        assert_eq!(own_query("/api/v2/logs", "modules=a,b&limit=5"), "services=a,b&limit=5");
    }
}
