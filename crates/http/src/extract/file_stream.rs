use super::{UploadedFile, is_multipart};
use crate::ApiError;
use crate::bodies::Charge;
use axum::extract::{FromRequest, Request};
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use futures::{StreamExt, TryStreamExt};
use std::io;
use std::sync::Arc;

/// Types that HTTP clients declare of any bytes, so that they are none of the file.
const UNSPECIFIC: [&str; 2] = ["application/octet-stream", "application/x-www-form-urlencoded"];

/// A body that is a file, whose bytes are not read yet. The use case that stores it bounds them.
#[derive(Debug)]
pub struct FileStream(pub UploadedFile);

impl<S: Send + Sync> FromRequest<S> for FileStream {
    type Rejection = ApiError;

    async fn from_request(request: Request, _: &S) -> Result<Self, ApiError> {
        if is_multipart(request.headers()) {
            let text = "the body is a form; send the bytes of the file and nothing else";
            return Err(ApiError::unsupported_type(text));
        }
        let mime_type = mime_type(request.headers());
        if let Some(charge) = request.extensions().get::<Arc<Charge>>() {
            charge.stream();
        }
        let bytes = request.into_body().into_data_stream().map_err(io::Error::other).boxed();
        Ok(Self(UploadedFile { name: None, mime_type, bytes }))
    }
}

fn mime_type(headers: &HeaderMap) -> Option<String> {
    let declared = headers.get(CONTENT_TYPE)?.to_str().ok()?.trim();
    let is_unspecific = UNSPECIFIC.iter().any(|kind| declared.eq_ignore_ascii_case(kind));
    (!declared.is_empty() && !is_unspecific).then(|| declared.to_owned())
}

#[cfg(test)]
mod tests {
    use super::mime_type;
    use axum::http::header::CONTENT_TYPE;
    use axum::http::{HeaderMap, HeaderValue};

    #[test]
    fn a_type_that_any_bytes_have_is_none_of_the_file() {
        let of = |text: &'static str| {
            mime_type(&HeaderMap::from_iter([(CONTENT_TYPE, HeaderValue::from_static(text))]))
        };
        assert_eq!(of("image/png").as_deref(), Some("image/png"));
        assert_eq!(of("application/x-www-form-urlencoded"), None);
        assert_eq!(of("Application/Octet-Stream"), None);
        assert_eq!((of(" "), mime_type(&HeaderMap::new())), (None, None));
    }
}
