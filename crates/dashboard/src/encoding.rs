//! Which of the forms that were compressed beforehand a client takes.

use axum::http::HeaderMap;
use axum::http::header::ACCEPT_ENCODING;

/// A form in the bundle: its name in headers, and the end of its file's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Encoding {
    pub(crate) name: &'static str,
    pub(crate) suffix: &'static str,
}

/// The smallest first.
const ALL: [Encoding; 2] =
    [Encoding { name: "br", suffix: ".br" }, Encoding { name: "gzip", suffix: ".gz" }];

/// Those that the client takes, the smallest first.
pub(crate) fn accepted(headers: &HeaderMap) -> impl Iterator<Item = Encoding> {
    ALL.into_iter().filter(|encoding| takes(headers, encoding.name))
}

/// The coding itself decides before `*` does; a quality of zero refuses.
fn takes(headers: &HeaderMap, name: &str) -> bool {
    let mut any = false;
    let lines = headers.get_all(ACCEPT_ENCODING).iter().filter_map(|line| line.to_str().ok());
    for item in lines.flat_map(|line| line.split(',')) {
        let mut parts = item.split(';').map(str::trim);
        let coding = parts.next().unwrap_or_default();
        let refused = parts
            .filter_map(|part| part.strip_prefix("q="))
            .any(|quality| quality.parse().is_ok_and(|quality: f32| quality <= 0.0));
        if coding.eq_ignore_ascii_case(name) {
            return !refused;
        }
        any |= coding == "*" && !refused;
    }
    any
}

#[cfg(test)]
mod tests {
    use super::accepted;
    use axum::http::header::ACCEPT_ENCODING;
    use axum::http::{HeaderMap, HeaderValue};

    fn names(value: &'static str) -> Vec<&'static str> {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT_ENCODING, HeaderValue::from_static(value));
        accepted(&headers).map(|encoding| encoding.name).collect()
    }

    #[test]
    fn the_smallest_that_the_client_takes_is_first() {
        assert_eq!(names("gzip, deflate, br, zstd"), ["br", "gzip"]);
        assert_eq!(names("GZIP;q=0.5"), ["gzip"]);
        assert_eq!(names("br;q=0, *"), ["gzip"]);
        assert_eq!(names("*;q=0, br"), ["br"]);
        assert!(names("identity").is_empty());
        assert_eq!(accepted(&HeaderMap::new()).count(), 0);
    }
}
