use super::{info, values};
use crate::ApiError;
use axum::extract::{FromRequest, Request};
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use bytes::Bytes;
use futures::stream::BoxStream;
use futures::{StreamExt, TryStreamExt};
use multer::{Constraints, Multipart, SizeLimit};
use serde::de::DeserializeOwned;
use std::borrow::Cow;
use std::fmt;
use std::io;

/// The form field that holds the file.
const FILE: &str = "file";
/// Largest other field, bytes.
const FIELD_BYTES: u64 = 128 * 1024;
/// Most other fields.
const FIELDS: usize = 32;

/// A `multipart/form-data` body with one file, whose bytes are not read yet.
///
/// The file is passed on as a stream, so it must be the form's last field: the fields before it are
/// read by then.
#[derive(Debug)]
pub struct Upload<T> {
    /// The other fields.
    pub fields: T,
    /// The field `file`.
    pub file: UploadedFile,
}

/// A file that is being uploaded.
pub struct UploadedFile {
    /// Its name, if the client gave one.
    pub name: Option<String>,
    /// Its MIME type, if the client gave one.
    pub mime_type: Option<String>,
    /// Its bytes.
    pub bytes: BoxStream<'static, io::Result<Bytes>>,
}

impl fmt::Debug for UploadedFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UploadedFile").field("mime_type", &self.mime_type).finish_non_exhaustive()
    }
}

/// Whether a body is declared as a form with files.
pub fn is_multipart(headers: &HeaderMap) -> bool {
    headers.get(CONTENT_TYPE).is_some_and(|kind| {
        kind.as_bytes().to_ascii_lowercase().starts_with(b"multipart/form-data")
    })
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Upload<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, _: &S) -> Result<Self, ApiError> {
        info(request.extensions())?;
        let kind = request.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        let boundary = multer::parse_boundary(kind.unwrap_or_default()).map_err(|_| {
            ApiError::unsupported_type(
                "a form needs `content-type: multipart/form-data; boundary=…`",
            )
        })?;
        // The file itself is bounded by the use case that stores it, in the stream.
        let limits = SizeLimit::new().per_field(FIELD_BYTES).for_field(FILE, u64::MAX);
        let constraints = Constraints::new().size_limit(limits);
        let body = request.into_body().into_data_stream();
        let mut form = Multipart::with_constraints(body, boundary, constraints);

        let mut texts: Vec<(String, String)> = Vec::new();
        while let Some(field) = form.next_field().await.map_err(|error| refusal(&error))? {
            let name = field.name().unwrap_or_default().to_owned();
            if name == FILE {
                let file = UploadedFile {
                    name: field.file_name().map(str::to_owned),
                    mime_type: field.content_type().map(ToString::to_string),
                    bytes: field.map_err(io::Error::other).boxed(),
                };
                let pairs = texts.iter().map(|(name, text)| {
                    (Cow::Borrowed(name.as_str()), Cow::Borrowed(text.as_str()))
                });
                return Ok(Self { fields: values::decode(pairs)?, file });
            }
            if texts.len() == FIELDS {
                return Err(ApiError::invalid("", "the form has too many fields"));
            }
            texts.push((name, field.text().await.map_err(|error| refusal(&error))?));
        }
        Err(ApiError::invalid(FILE, "is required, as the last field of the form"))
    }
}

fn refusal(error: &multer::Error) -> ApiError {
    match error {
        multer::Error::FieldSizeExceeded { limit, field_name } => {
            let mut error = ApiError::too_large(*limit);
            let name = field_name.as_deref().unwrap_or_default();
            error.message =
                format!("the form's field `{name}` is larger than {limit} bytes").into();
            error
        }
        other => ApiError::invalid("", format!("the form cannot be read: {other}")),
    }
}
