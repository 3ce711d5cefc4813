use super::options;
use crate::ApiError;
use crate::body::read_body;
use axum::extract::{FromRequest, Request};
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use bytes::Bytes;

/// A table of comma-separated values, as received. A body without a content type is read as one.
#[derive(Debug)]
pub struct CsvBody(pub Bytes);

impl<S: Send + Sync> FromRequest<S> for CsvBody {
    type Rejection = ApiError;

    async fn from_request(request: Request, _: &S) -> Result<Self, ApiError> {
        let limit = options(request.extensions())?.csv_max_bytes;
        if !is_csv(request.headers()) {
            return Err(ApiError::unsupported_type(
                "send the file itself as the body, with the header `content-type: text/csv`",
            ));
        }
        read_body(request, limit).await.map(Self)
    }
}

fn is_csv(headers: &HeaderMap) -> bool {
    let Some(value) = headers.get(CONTENT_TYPE) else { return true };
    let kind = value.to_str().ok().and_then(|text| text.parse::<mime::Mime>().ok());
    kind.is_some_and(|kind| kind.essence_str() == "text/csv")
}
