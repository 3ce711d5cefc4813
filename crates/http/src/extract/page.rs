use super::values;
use crate::ApiError;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use omni_domain::page::{Cursor, PageRequest};
use serde::Deserialize;
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
    let json = serde_json::to_vec(cursor).expect("two plain fields always serialise");
    URL_SAFE_NO_PAD.encode(json)
}

/// Reads a cursor that a client sends.
pub fn decode_cursor(text: &str) -> Result<Cursor, ApiError> {
    URL_SAFE_NO_PAD
        .decode(text.trim_end_matches('='))
        .ok()
        .and_then(|json| serde_json::from_slice(&json).ok())
        .ok_or_else(|| {
            ApiError::invalid(
                "cursor",
                "is not a cursor of this API; pass `meta.cursor` of the previous page, unchanged",
            )
        })
}

#[cfg(test)]
mod tests {
    use super::{decode_cursor, encode_cursor};
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
        fn any_other_text_is_refused_and_never_panics(text: String) {
            prop_assert!(decode_cursor(&text).is_err());
        }
    }
}
