use bytes::Bytes;
use serde_json::Value;

/// The server in a document, whose paths are relative to its host.
const ROOT: &str = r#""url":"/""#;

/// A serialised document, for a host whose paths are below this one; empty is none.
pub fn served_below(document: &'static str, path: &str) -> Bytes {
    if path.is_empty() {
        return Bytes::from_static(document.as_bytes());
    }
    // No other member of a document is a slash alone.
    document.replacen(ROOT, &format!("\"url\":{}", Value::from(path)), 1).into()
}

#[cfg(test)]
mod tests {
    use super::served_below;

    #[test]
    fn the_document_names_the_path_below_which_it_is_served() {
        let document = r#"{"openapi":"3.1.0","servers":[{"url":"/"}],"paths":{"/a":{}}}"#;
        assert_eq!(served_below(document, ""), document);
        let below = r#"{"openapi":"3.1.0","servers":[{"url":"/wa"}],"paths":{"/a":{}}}"#;
        assert_eq!(served_below(document, "/wa"), below);
    }
}
