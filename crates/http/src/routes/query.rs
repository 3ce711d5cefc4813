use super::query_param::QueryParam;
use crate::ApiError;
use axum::http::request::Parts;
use std::fmt::Write as _;

/// Every route accepts it in its query string; see [`crate::api_key`].
const CREDENTIAL: &str = "api_key";

/// Refuses a query string with a name that the operation does not document, or with an empty value
/// where only certain values are valid: a filter that is left out without a word lists everything.
pub(crate) fn check_query(known: &[QueryParam], parts: &Parts) -> Result<(), ApiError> {
    let query = parts.uri.query().unwrap_or_default();
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        if name == CREDENTIAL {
            continue;
        }
        let Some(param) = known.iter().find(|param| param.name == name) else {
            return Err(ApiError::invalid(&name, unknown(known)));
        };
        // `?search=` is how a form sends an empty field.
        if value.is_empty() && !param.is_text {
            return Err(ApiError::invalid(&name, "is empty; give a value, or leave it out"));
        }
    }
    Ok(())
}

fn unknown(known: &[QueryParam]) -> String {
    let mut text = "is not a parameter of this request".to_owned();
    for (index, param) in known.iter().enumerate() {
        let before = if index == 0 { "; it takes " } else { ", " };
        let _ = write!(text, "{before}{}", param.name);
    }
    if known.is_empty() {
        text.push_str(", which takes none");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::check_query;
    use crate::routes::query_param::QueryParam;
    use axum::http::Request;

    fn refusal(query: &str) -> Option<String> {
        let param = |name: &str, is_text| QueryParam { name: name.to_owned(), is_text };
        let known = [param("limit", false), param("search", true)];
        let (parts, ()) =
            Request::get(format!("/list?{query}")).body(()).expect("valid").into_parts();
        check_query(&known, &parts).err().map(|error| error.message.to_string())
    }

    #[test]
    fn a_mistyped_name_is_refused_with_the_known_ones() {
        let text = "`serach`: is not a parameter of this request; it takes limit, search";
        assert_eq!(refusal("limit=1&serach=x").as_deref(), Some(text));
    }

    #[test]
    fn only_a_text_may_be_empty() {
        assert_eq!(refusal("search=&api_key=&limit=1"), None);
        let text = "`limit`: is empty; give a value, or leave it out";
        assert_eq!(refusal("limit=").as_deref(), Some(text));
    }
}
