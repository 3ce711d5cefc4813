//! Encrypts a file in pieces and uploads it; files of newsletters are not encrypted.

use crate::media::locator::media_type;
use crate::media::spool::Spool;
use crate::session::Core;
use omni_channel::{ChannelError, MediaStream, OutboundMedia};
use std::io::Read;
use std::sync::Arc;
use tokio_util::io::{StreamReader, SyncIoBridge};
use wacore::download::MediaType;
use wacore::upload::{EncryptedMediaInfo, encrypt_media_streaming};
use whatsapp_rust::Client;
use whatsapp_rust::upload::UploadResponse;

/// An uploaded file's path and keys. One that is not encrypted has no keys.
pub(crate) struct Uploaded {
    pub(crate) url: String,
    pub(crate) direct_path: String,
    pub(crate) media_key: Option<[u8; 32]>,
    pub(crate) file_enc_sha256: Option<[u8; 32]>,
    pub(crate) file_sha256: [u8; 32],
    pub(crate) file_length: u64,
    pub(crate) media_key_timestamp: Option<i64>,
    pub(crate) streaming_sidecar: Option<Vec<u8>>,
    /// What the server calls the file, which a post of a newsletter names.
    pub(crate) handle: Option<String>,
}

impl From<UploadResponse> for Uploaded {
    fn from(response: UploadResponse) -> Self {
        Self {
            url: response.url,
            direct_path: response.direct_path,
            media_key: Some(response.media_key),
            file_enc_sha256: Some(response.file_enc_sha256),
            file_sha256: response.file_sha256,
            file_length: response.file_length,
            media_key_timestamp: Some(response.media_key_timestamp),
            streaming_sidecar: response.streaming_sidecar,
            handle: None,
        }
    }
}

pub(crate) async fn upload(
    core: &Core,
    client: &Arc<Client>,
    file: &OutboundMedia,
) -> Result<Uploaded, ChannelError> {
    let stream = open(core, file).await?;
    let kind = media_type(file.content.kind);
    let spool = Spool::new(core.options.spool_dir.as_deref());
    let unwritten = spool.unwritten();
    let (spool, info) = tokio::task::spawn_blocking(move || {
        encrypt(SyncIoBridge::new(StreamReader::new(stream)), spool, kind)
    })
    .await
    .map_err(|error| unreadable(std::io::Error::other(error)))?
    .map_err(|error| {
        let cause = unwritten.cause();
        ChannelError::Temporary(
            cause.unwrap_or_else(|| format!("the file could not be encrypted: {error}")),
        )
    })?;
    let source = spool.into_source().map_err(unreadable)?;
    client
        .upload_stream(source, info, kind)
        .await
        .map(Uploaded::from)
        // The error's text may contain the URL with its tokens.
        .map_err(|_| {
            ChannelError::Temporary("WhatsApp's media server did not accept the file".to_owned())
        })
}

/// The bytes of a stored file, if it is small enough.
pub(super) async fn open(core: &Core, file: &OutboundMedia) -> Result<MediaStream, ChannelError> {
    let (size, stream) = core.context.media.open(&file.blob_key).await.map_err(unreadable)?;
    if size > core.options.max_file_size {
        return Err(ChannelError::Rejected {
            code: "413".to_owned(),
            message: format!("a file may have at most {} bytes", core.options.max_file_size),
        });
    }
    Ok(stream)
}

#[expect(clippy::needless_pass_by_value, reason = "for `map_err`")]
pub(super) fn unreadable(error: std::io::Error) -> ChannelError {
    ChannelError::Temporary(format!("the stored file could not be read: {error}"))
}

fn encrypt(
    plain: impl Read,
    mut spool: Spool,
    kind: MediaType,
) -> anyhow::Result<(Spool, EncryptedMediaInfo)> {
    let info = encrypt_media_streaming(plain, &mut spool, kind)?;
    Ok((spool, info))
}
