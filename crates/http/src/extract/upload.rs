use super::{options, values};
use crate::ApiError;
use crate::bodies::Charge;
use axum::body::{Body, BodyDataStream};
use axum::extract::{FromRequest, Request};
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use bytes::Bytes;
use futures::stream::BoxStream;
use futures::{Stream, StreamExt, TryStreamExt};
use multer::{Constraints, Multipart, SizeLimit};
use serde::de::DeserializeOwned;
use std::borrow::Cow;
use std::error::Error;
use std::fmt;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, ready};

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

/// Passes a form's bytes to its parser. The parser reads all available bytes and keeps them until it
/// finds the boundary it looks for; so it receives one chunk at a time, and before the file no more
/// than a JSON body may have. That bounds the preamble and the headers of the parts, too.
struct Feed {
    bytes: BodyDataStream,
    given: usize,
    head_max: usize,
    reaches_file: Arc<AtomicBool>,
    gave_a_chunk: bool,
}

impl Feed {
    fn new(body: Body, head_max: usize) -> Self {
        Self {
            bytes: body.into_data_stream(),
            given: 0,
            head_max,
            reaches_file: Arc::default(),
            gave_a_chunk: false,
        }
    }
}

impl Stream for Feed {
    type Item = Result<Bytes, FeedError>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        if std::mem::take(&mut this.gave_a_chunk) {
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        if this.given >= this.head_max && !this.reaches_file.load(Ordering::Relaxed) {
            return Poll::Ready(Some(Err(FeedError::HeadTooLarge(this.head_max as u64))));
        }
        let chunk = ready!(this.bytes.poll_next_unpin(cx));
        if let Some(Ok(bytes)) = &chunk {
            this.given = this.given.saturating_add(bytes.len());
            this.gave_a_chunk = true;
        }
        Poll::Ready(chunk.map(|chunk| chunk.map_err(FeedError::Body)))
    }
}

/// Why a form's bytes end early.
#[derive(Debug)]
enum FeedError {
    Body(axum::Error),
    HeadTooLarge(u64),
}

impl fmt::Display for FeedError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Body(error) => error.fmt(f),
            Self::HeadTooLarge(limit) => {
                write!(f, "the part of the form before its file is larger than {limit} bytes")
            }
        }
    }
}

impl Error for FeedError {}

/// Whether a body is declared as a form with files.
pub fn is_multipart(headers: &HeaderMap) -> bool {
    headers.get(CONTENT_TYPE).is_some_and(|kind| {
        kind.as_bytes().to_ascii_lowercase().starts_with(b"multipart/form-data")
    })
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Upload<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, _: &S) -> Result<Self, ApiError> {
        let head_max = options(request.extensions())?.json_max_bytes;
        let kind = request.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        let boundary = multer::parse_boundary(kind.unwrap_or_default()).map_err(|_| {
            ApiError::unsupported_type(
                "a form needs `content-type: multipart/form-data; boundary=…`",
            )
        })?;
        // The file itself is bounded by the use case that stores it, in the stream.
        let limits = SizeLimit::new().per_field(FIELD_BYTES).for_field(FILE, u64::MAX);
        let constraints = Constraints::new().size_limit(limits);
        let charge = request.extensions().get::<Arc<Charge>>().cloned();
        let feed = Feed::new(request.into_body(), head_max);
        let reaches_file = Arc::clone(&feed.reaches_file);
        let mut form = Multipart::with_constraints(feed, boundary, constraints);

        let mut texts: Vec<(String, String)> = Vec::new();
        while let Some(field) = form.next_field().await.map_err(|error| refusal(&error))? {
            let name = field.name().unwrap_or_default().to_owned();
            if name == FILE {
                reaches_file.store(true, Ordering::Relaxed);
                if let Some(charge) = charge {
                    charge.stream();
                }
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
        multer::Error::StreamReadFailed(cause) => match cause.downcast_ref() {
            Some(FeedError::HeadTooLarge(limit)) => {
                let mut error = ApiError::too_large(*limit);
                error.message = cause.to_string().into();
                error
            }
            _ => ApiError::invalid("", "the body ended early"),
        },
        other => ApiError::invalid("", format!("the form cannot be read: {other}")),
    }
}
