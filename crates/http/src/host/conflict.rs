//! Routes that cannot be on one host, detected before the router would panic on them.

use super::Mount;
use axum::http::Method;
use std::collections::BTreeMap;

/// Why dialects cannot share a host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HostError {
    /// Two routes have the same path and method.
    SameRoute {
        /// The method; `None` is any.
        method: Option<Method>,
        /// The path.
        path: String,
        /// The dialects.
        dialects: [&'static str; 2],
    },
    /// Two paths match the same requests, but are written differently.
    SamePattern {
        /// The paths.
        paths: [String; 2],
        /// The dialects.
        dialects: [&'static str; 2],
    },
    /// Requests below the base path could be requests to a route.
    BasePath {
        /// `server.base_path`.
        base: String,
        /// The dialect that has routes which begin with the same part.
        dialect: &'static str,
    },
}

impl std::fmt::Display for HostError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::SameRoute { method, path, dialects: [first, second] } => {
                let method = method.as_ref().map_or("any", Method::as_str);
                write!(f, "the dialects `{first}` and `{second}` both have a route {method} {path}")
            }
            Self::SamePattern { paths: [one, other], dialects: [first, second] } => write!(
                f,
                "the path {one} of the dialect `{first}` and {other} of `{second}` match the same \
                 requests; name their parameters alike"
            ),
            Self::BasePath { base, dialect } => write!(
                f,
                "server.base_path is {base}, and the dialect `{dialect}` has routes that begin with \
                 the same part; choose another"
            ),
        }
    }
}

impl std::error::Error for HostError {}

/// A claimed path: by which dialect, and with which methods.
#[derive(Debug)]
struct Taken<'a> {
    path: &'a str,
    dialect: &'static str,
    /// Empty is any.
    methods: Vec<(&'a Method, &'static str)>,
}

/// Refuses mounts that claim the same route, or paths that only differ in parameter names.
pub(super) fn check(mounts: &[Mount]) -> Result<(), HostError> {
    let mut taken: BTreeMap<String, Taken<'_>> = BTreeMap::new();
    for mount in mounts {
        let dialect = mount.dialect.name;
        let routes = mount.infos.iter().map(|info| (info.path.as_str(), Some(&info.method)));
        let aliases = mount.aliases.iter().map(|alias| (alias.path.as_str(), None));
        for (path, method) in routes.chain(aliases) {
            claim(&mut taken, path, method, dialect)?;
        }
    }
    check_wildcards(&taken)
}

/// Refuses a base path that begins like a route: a request could be either.
pub(super) fn check_base(mounts: &[Mount], base: &str) -> Result<(), HostError> {
    if base.is_empty() {
        return Ok(());
    }
    for mount in mounts {
        let routes = mount.infos.iter().map(|info| info.path.as_str());
        let mut paths = routes.chain(mount.aliases.iter().map(|alias| alias.path.as_str()));
        if paths.any(|path| first_part(path) == first_part(base)) {
            let dialect = mount.dialect.name;
            return Err(HostError::BasePath { base: base.to_owned(), dialect });
        }
    }
    Ok(())
}

fn first_part(path: &str) -> &str {
    path.trim_start_matches('/').split('/').next().unwrap_or_default()
}

fn claim<'a>(
    taken: &mut BTreeMap<String, Taken<'a>>,
    path: &'a str,
    method: Option<&'a Method>,
    dialect: &'static str,
) -> Result<(), HostError> {
    let pattern = pattern(path);
    let Some(known) = taken.get_mut(&pattern) else {
        let methods = method.map(|method| (method, dialect)).into_iter().collect();
        taken.insert(pattern, Taken { path, dialect, methods });
        return Ok(());
    };
    if known.path != path {
        return Err(HostError::SamePattern {
            paths: [known.path.to_owned(), path.to_owned()],
            dialects: [known.dialect, dialect],
        });
    }
    let same = |first: &'static str| HostError::SameRoute {
        method: method.cloned(),
        path: path.to_owned(),
        dialects: [first, dialect],
    };
    let Some(method) = method.filter(|_| !known.methods.is_empty()) else {
        return Err(same(known.dialect));
    };
    if let Some((_, first)) = known.methods.iter().find(|(there, _)| *there == method) {
        return Err(same(first));
    }
    known.methods.push((method, dialect));
    Ok(())
}

/// A wildcard (`{*rest}`) cannot be beside a parameter in the same position.
fn check_wildcards(taken: &BTreeMap<String, Taken<'_>>) -> Result<(), HostError> {
    for (pattern, wildcard) in taken {
        let Some(before) = pattern.strip_suffix("{*}") else { continue };
        let start = format!("{before}{{}}");
        let beside = taken.range(start.clone()..).next();
        if let Some((_, other)) = beside.filter(|(pattern, _)| pattern.starts_with(&start)) {
            return Err(HostError::SamePattern {
                paths: [wildcard.path.to_owned(), other.path.to_owned()],
                dialects: [wildcard.dialect, other.dialect],
            });
        }
    }
    Ok(())
}

/// The path without the names of its parameters.
fn pattern(path: &str) -> String {
    let mut pattern = String::with_capacity(path.len());
    let mut rest = path;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, tail) = after.split_once('}').unwrap_or((after, ""));
        pattern.push_str(before);
        pattern.push_str(if name.starts_with('*') { "{*}" } else { "{}" });
        rest = tail;
    }
    pattern + rest
}

#[cfg(test)]
mod tests {
    use super::pattern;

    #[test]
    fn names_of_parameters_do_not_count() {
        assert_eq!(pattern("/a/{id}/b/{*rest}"), "/a/{}/b/{*}");
        assert_eq!(pattern("/a"), "/a");
    }
}
