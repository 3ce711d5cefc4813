//! Files in requests: by URL, as base64, by the id of an upload, or uploaded as a form.

use crate::account::Account;
use axum::extract::{FromRequest, Request};
use omni_app::messages::MediaInput;
use omni_app::{App, messages};
use omni_domain::ids::MediaId;
use omni_http::{ApiError, MediaJson, Upload, is_multipart};
use serde::de::DeserializeOwned;
use uuid::Uuid;

/// Characters of an id.
const ID_LENGTH: usize = 36;

/// The members of a request that describe its file.
pub(crate) trait FileFields: DeserializeOwned + Send {
    /// Where the file is; not in a form.
    fn media(&mut self) -> &mut Option<String>;
    /// Its name.
    fn filename(&mut self) -> &mut Option<String>;
    /// Its MIME type.
    fn mime_type(&mut self) -> &mut Option<String>;
}

/// A request and its file.
pub(crate) struct FileBody<T> {
    pub(crate) fields: T,
    pub(crate) source: Source,
}

/// Where a file is.
pub(crate) enum Source {
    /// In the request, or at a URL.
    Input(MediaInput),
    /// Stored by `POST /media`.
    Upload(MediaId),
}

/// A file to store or to send, and what is known of it.
pub(crate) struct Opened {
    pub(crate) input: MediaInput,
    pub(crate) mime_type: Option<String>,
    pub(crate) file_name: Option<String>,
}

impl<S: Send + Sync, T: FileFields> FromRequest<S> for FileBody<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        if !is_multipart(request.headers()) {
            let MediaJson(mut fields) = MediaJson::<T>::from_request(request, state).await?;
            let source = source(fields.media().take())?;
            return Ok(Self { fields, source });
        }
        let Upload { mut fields, file } = Upload::<T>::from_request(request, state).await?;
        if fields.media().is_some() {
            let text = "cannot be given in a form, whose field `file` is the file";
            return Err(ApiError::invalid("media", text));
        }
        let (name, mime_type) = (file.name, file.mime_type);
        let given = fields.filename().take();
        *fields.filename() = given.or(name);
        let given = fields.mime_type().take();
        *fields.mime_type() = given.or(mime_type);
        let source = Source::Input(MediaInput::Stream { size: None, bytes: file.bytes });
        Ok(Self { fields, source })
    }
}

/// A file by its URL, as base64, or by the id of an upload.
pub(crate) fn source(media: Option<String>) -> Result<Source, ApiError> {
    let media = media.filter(|media| !media.trim().is_empty());
    let media = media.ok_or_else(|| {
        let text = "is required: a URL, base64, a `data:` URL, or the id of an upload";
        ApiError::invalid("media", text)
    })?;
    // With its hyphens: without them it could be base64.
    if media.len() == ID_LENGTH
        && let Ok(id) = Uuid::try_parse(&media)
    {
        return Ok(Source::Upload(MediaId(id)));
    }
    let is_url = ["http://", "https://"].iter().any(|scheme| {
        media.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    });
    Ok(Source::Input(if is_url { MediaInput::Url(media) } else { MediaInput::Base64(media) }))
}

impl Source {
    pub(crate) async fn open(self, app: &App, account: &Account) -> Result<Opened, ApiError> {
        let id = match self {
            Self::Input(input) => return Ok(Opened { input, mime_type: None, file_name: None }),
            Self::Upload(id) => id,
        };
        let file = messages::open_upload(app, &account.caller, account.id, id).await?;
        Ok(Opened {
            mime_type: Some(file.mime_type),
            file_name: file.file_name,
            input: MediaInput::Stream { size: Some(file.size), bytes: file.bytes },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Source, source};
    use omni_app::messages::MediaInput;

    #[test]
    fn a_file_is_an_address_an_upload_or_bytes() {
        let read = |text: &str| source(Some(text.to_owned()));
        assert!(matches!(read("HTTPS://example.com/a.jpg"), Ok(Source::Input(MediaInput::Url(_)))));
        assert!(matches!(read("aGVsbG8="), Ok(Source::Input(MediaInput::Base64(_)))));
        let url = "data:image/png;base64,aGVsbG8=";
        assert!(matches!(read(url), Ok(Source::Input(MediaInput::Base64(_)))));
        let id = "0194b2c0-0000-7000-8000-000000000001";
        assert!(matches!(read(id), Ok(Source::Upload(_))));
        let bytes = id.replace('-', "");
        assert!(matches!(read(&bytes), Ok(Source::Input(MediaInput::Base64(_)))));
        assert!(read(" ").is_err() && source(None).is_err());
    }
}
