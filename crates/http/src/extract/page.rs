use super::values;
use crate::ApiError;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use omni_domain::page::{Cursor, PageRequest};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use utoipa::IntoParams;

/// Which page of a list: `limit` and `cursor`.
#[derive(Debug, Clone, Copy)]
pub struct PageQuery<const DEFAULT: u32 = 50, const MAX: u32 = 100>(pub PageRequest);

/// The paging parameters, for API documents.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PageParams {
    /// Maximum number of rows.
    #[param(minimum = 1, maximum = 100, default = 50)]
    limit: Option<u32>,
    /// `meta.cursor` of the previous page; opaque.
    cursor: Option<String>,
}

impl<S: Send + Sync, const DEFAULT: u32, const MAX: u32> FromRequestParts<S>
    for PageQuery<DEFAULT, MAX>
{
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        let params: PageParams = values::decode_query(parts)?;
        let limit = params.limit.unwrap_or(DEFAULT);
        if !(1..=MAX).contains(&limit) {
            return Err(ApiError::invalid("limit", format!("must be from 1 to {MAX}")));
        }
        let after = params.cursor.as_deref().map(decode_cursor).transpose()?;
        Ok(Self(PageRequest { limit, after }))
    }
}

/// A cursor as clients see it: opaque, and safe in a URL.
pub fn encode_cursor(cursor: &Cursor) -> String {
    encode(&Position { cursor: *cursor, list: None })
}

/// The same, which other lists refuse.
pub fn encode_cursor_of(list: &str, cursor: &Cursor) -> String {
    encode(&Position { cursor: *cursor, list: Some(list.into()) })
}

/// Reads a cursor that a client sends.
pub fn decode_cursor(text: &str) -> Result<Cursor, ApiError> {
    Ok(decode(text)?.cursor)
}

/// The same, of this list; one that names no list is of any.
pub fn decode_cursor_of(list: &str, text: &str) -> Result<Cursor, ApiError> {
    let position = decode(text)?;
    match position.list {
        Some(other) if other != list => Err(unknown()),
        _ => Ok(position.cursor),
    }
}

/// What a cursor holds.
#[derive(Debug, Serialize, Deserialize)]
struct Position<'a> {
    #[serde(flatten)]
    cursor: Cursor,
    /// The list that it is of.
    #[serde(rename = "l", default, skip_serializing_if = "Option::is_none")]
    list: Option<Cow<'a, str>>,
}

fn encode(position: &Position<'_>) -> String {
    let json = serde_json::to_vec(position).expect("plain fields always serialise");
    URL_SAFE_NO_PAD.encode(json)
}

fn decode(text: &str) -> Result<Position<'static>, ApiError> {
    let json = URL_SAFE_NO_PAD.decode(text.trim_end_matches('=')).map_err(|_| unknown())?;
    serde_json::from_slice(&json).map_err(|_| unknown())
}

fn unknown() -> ApiError {
    ApiError::invalid(
        "cursor",
        "is not a cursor of this API; pass `meta.cursor` of the previous page, unchanged",
    )
}

#[cfg(test)]
mod tests {
    use super::{decode_cursor, decode_cursor_of, encode_cursor, encode_cursor_of};
    use omni_domain::page::Cursor;
    use proptest::prelude::*;
    use uuid::Uuid;

    proptest! {
        #[test]
        fn cursors_survive_a_round_trip(key: i64, id: u128) {
            let cursor = Cursor { key, id: Uuid::from_u128(id) };
            prop_assert_eq!(decode_cursor(&encode_cursor(&cursor)).expect("our own"), cursor);
        }

        #[test]
        fn cursors_of_a_list_are_refused_by_others(key: i64, id: u128) {
            let cursor = Cursor { key, id: Uuid::from_u128(id) };
            let text = encode_cursor_of("chats", &cursor);
            prop_assert_eq!(decode_cursor_of("chats", &text).expect("its own"), cursor);
            prop_assert!(decode_cursor_of("groups", &text).is_err());
            let earlier = encode_cursor(&cursor);
            prop_assert_eq!(decode_cursor_of("groups", &earlier).expect("of any list"), cursor);
        }

        #[test]
        fn any_other_text_is_refused_and_never_panics(text: String) {
            prop_assert!(decode_cursor(&text).is_err());
        }
    }
}
