//! Which dialect an unknown path belongs to.

use axum::http::request::Parts;

/// The paths that a mount claims.
#[derive(Debug, Clone, Default)]
pub(super) struct Claims {
    /// Without a slash at the end.
    pub(super) prefixes: Vec<String>,
    pub(super) trailing_slash: bool,
    pub(super) recognises: Option<fn(&Parts) -> bool>,
}

impl Claims {
    /// The length of the longest prefix that matches this path.
    fn longest(&self, path: &str) -> Option<usize> {
        let covers = |prefix: &&String| {
            path.strip_prefix(prefix.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        self.prefixes.iter().filter(covers).map(String::len).max()
    }
}

/// The mount that responds to this request: by the longest prefix, then the trailing slash, then
/// the kind of credential, then the order in which they were mounted.
pub(super) fn owner(all: &[Claims], parts: &Parts) -> usize {
    let path = parts.uri.path();
    let lengths: Vec<_> = all.iter().map(|claims| claims.longest(path)).collect();
    let longest = lengths.iter().flatten().max();
    let covering = |at: &usize| lengths[*at].as_ref() == longest;
    among((0..all.len()).filter(covering).collect(), all, parts)
}

/// The same, among mounts that all have the path.
pub(super) fn among(mut candidates: Vec<usize>, all: &[Claims], parts: &Parts) -> usize {
    let slash = parts.uri.path().ends_with('/');
    narrow(&mut candidates, |at| all[at].trailing_slash == slash);
    narrow(&mut candidates, |at| all[at].recognises.is_some_and(|recognises| recognises(parts)));
    candidates.first().copied().unwrap_or_default()
}

/// Keeps those that pass, unless none does.
fn narrow(candidates: &mut Vec<usize>, test: impl Fn(usize) -> bool) {
    let passing: Vec<usize> = candidates.iter().copied().filter(|at| test(*at)).collect();
    if !passing.is_empty() {
        *candidates = passing;
    }
}

#[cfg(test)]
mod tests {
    use super::{Claims, owner};
    use axum::http::Request;

    fn claims(prefixes: &[&str], trailing_slash: bool, key: char) -> Claims {
        let recognises = match key {
            'a' => |parts: &axum::http::request::Parts| parts.headers.contains_key("key-a"),
            _ => |parts: &axum::http::request::Parts| parts.headers.contains_key("key-b"),
        };
        let prefixes = prefixes.iter().map(|prefix| (*prefix).to_owned()).collect();
        Claims { prefixes, trailing_slash, recognises: Some(recognises) }
    }

    #[test]
    fn prefix_then_slash_then_credential_then_order() {
        let all = [
            claims(&["/api/v1", "/api/v1/instances", ""], false, 'a'),
            claims(&["/api/v1", "/api/v1/accounts"], false, 'b'),
            claims(&["/api/v1", "/api/v1/agents"], true, 'a'),
        ];
        for (path, key, expected) in [
            ("/api/v1/accounts/1/x", "key-a", 1),
            ("/api/v1/accounts/1/x/", "key-a", 1),
            ("/api/v1/accountsx", "none", 0),
            ("/api/v1/agents", "key-b", 2),
            ("/api/v1/unknown/", "key-b", 2),
            ("/api/v1/unknown", "key-b", 1),
            ("/api/v1/unknown", "key-a", 0),
            ("/api/v1/unknown", "none", 0),
            ("/elsewhere/", "key-b", 0),
        ] {
            let request = Request::get(path).header(key, "1").body(()).expect("a request");
            assert_eq!(owner(&all, &request.into_parts().0), expected, "{path} {key}");
        }
    }
}
