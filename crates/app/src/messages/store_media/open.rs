use super::decode::decode;
use crate::app::App;
use crate::error::{Error, Field};
use crate::messages::requests::MediaInput;
use crate::net::fetch;
use bytes::Bytes;
use futures::StreamExt;
use omni_channel::MediaStream;

/// A file as it is read, and the value of the request that names it.
pub(super) struct Opened {
    pub(super) field: Field,
    pub(super) mime_type: Option<String>,
    pub(super) size: Option<u64>,
    pub(super) file_name: Option<String>,
    pub(super) bytes: MediaStream,
}

impl Opened {
    pub(super) fn whole(field: Field, bytes: Bytes) -> Self {
        Self {
            field,
            mime_type: None,
            size: Some(bytes.len() as u64),
            file_name: None,
            bytes: futures::stream::iter([Ok(bytes)]).boxed(),
        }
    }
}

pub(super) async fn open(app: &App, input: MediaInput) -> Result<Opened, Error> {
    match input {
        MediaInput::Url(url) => {
            let fetched = fetch::fetch(app, &Field::FileUrl, &url).await?;
            Ok(Opened {
                field: Field::FileUrl,
                mime_type: fetched.mime_type,
                size: fetched.size,
                file_name: fetched.file_name,
                bytes: fetched.bytes,
            })
        }
        MediaInput::Base64(text) => decode(&text, app.config.limits.media_bytes),
        MediaInput::Stream { size, bytes } => {
            Ok(Opened { field: Field::FileUpload, mime_type: None, size, file_name: None, bytes })
        }
    }
}
