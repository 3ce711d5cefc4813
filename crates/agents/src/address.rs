//! Addresses of agents and of the paths below them.

use crate::error::AgentError;
use reqwest::header::HeaderValue;
use url::Url;

/// The base URL, below which a protocol's paths are.
pub(crate) fn base_url(text: &str) -> Result<Url, AgentError> {
    let invalid = |why: &str| AgentError::Invalid(format!("the agent's address {why}"));
    let url = Url::parse(text.trim()).map_err(|_| invalid("is not a URL"))?;
    if !matches!(url.scheme(), "http" | "https") || url.host().is_none() {
        return Err(invalid("must begin with http:// or https://"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(invalid("must not hold a password; the key has a field of its own"));
    }
    Ok(url)
}

/// The path below the base, which may end in a slash; a query (`?api-version=…`) stays.
pub(crate) fn below(base: &Url, path: &[&str]) -> Result<Url, AgentError> {
    let mut url = base.clone();
    url.set_fragment(None);
    url.path_segments_mut()
        .map_err(|()| AgentError::Invalid("the agent's address cannot have a path".to_owned()))?
        .pop_if_empty()
        .extend(path);
    Ok(url)
}

/// A path in one piece, with its query, below the base. It never leads to another host.
pub(crate) fn at(base: &str, path: &str) -> Result<Url, AgentError> {
    let mut url = base_url(base)?;
    if path.trim().is_empty() {
        return Ok(url);
    }
    let (path, query) =
        path.split_once('?').map_or((path, None), |(path, query)| (path, Some(query)));
    let base = url.path().trim_end_matches('/').to_owned();
    url.set_path(&format!("{base}/{}", path.trim_start_matches('/')));
    if query.is_some() {
        url.set_query(query);
    }
    Ok(url)
}

/// A key as a header's value, marked so that `Debug` does not show it.
pub(crate) fn key_header(text: &str) -> Result<HeaderValue, AgentError> {
    let mut value = HeaderValue::from_str(text.trim()).map_err(|_| {
        AgentError::Invalid("the agent's key has characters that cannot be sent".to_owned())
    })?;
    value.set_sensitive(true);
    Ok(value)
}

pub(crate) fn bearer(key: &str) -> Result<HeaderValue, AgentError> {
    key_header(&format!("Bearer {}", key.trim()))
}

#[cfg(test)]
mod tests {
    use super::{at, base_url, below};

    #[test]
    fn only_a_trailing_slash_of_the_base_is_ignored() {
        let url = |base| below(&base_url(base).unwrap(), &["chat", "completions"]).unwrap();
        assert_eq!(url("http://h/v1").as_str(), "http://h/v1/chat/completions");
        assert_eq!(url(" https://h/v1/ ").as_str(), "https://h/v1/chat/completions");
        assert_eq!(url("https://h").as_str(), "https://h/chat/completions");
        assert_eq!(url("https://h/a?v=1#x").as_str(), "https://h/a/chat/completions?v=1");
        for bad in ["", "h/v1", "ftp://h", "http://u:p@h/v1", "file:///etc"] {
            assert!(base_url(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_path_stays_on_its_host() {
        let url = |path| at("http://h/api/", path).expect("a URL").to_string();
        assert_eq!(url("/agents?all=1"), "http://h/api/agents?all=1");
        assert_eq!(url(""), "http://h/api/");
        assert_eq!(at("http://h/api", "").unwrap().as_str(), "http://h/api");
        assert_eq!(url("//evil/x"), "http://h/api/evil/x");
        assert_eq!(url("http://evil/x"), "http://h/api/http://evil/x");
    }
}
