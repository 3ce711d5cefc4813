//! Encrypts a file in pieces and uploads it.

use crate::media::locator::media_type;
use crate::media::spool::Spool;
use crate::session::Core;
use omni_channel::{ChannelError, OutboundMedia};
use std::io::Read;
use std::sync::Arc;
use tokio_util::io::{StreamReader, SyncIoBridge};
use wacore::download::MediaType;
use wacore::upload::{EncryptedMediaInfo, encrypt_media_streaming};
use whatsapp_rust::Client;
use whatsapp_rust::upload::UploadResponse;

/// An uploaded file's path and keys.
pub(crate) struct Uploaded {
    pub(crate) url: String,
    pub(crate) direct_path: String,
    pub(crate) media_key: [u8; 32],
    pub(crate) file_enc_sha256: [u8; 32],
    pub(crate) file_sha256: [u8; 32],
    pub(crate) file_length: u64,
    pub(crate) media_key_timestamp: i64,
    pub(crate) streaming_sidecar: Option<Vec<u8>>,
}

impl From<UploadResponse> for Uploaded {
    fn from(response: UploadResponse) -> Self {
        Self {
            url: response.url,
            direct_path: response.direct_path,
            media_key: response.media_key,
            file_enc_sha256: response.file_enc_sha256,
            file_sha256: response.file_sha256,
            file_length: response.file_length,
            media_key_timestamp: response.media_key_timestamp,
            streaming_sidecar: response.streaming_sidecar,
        }
    }
}

pub(crate) async fn upload(
    core: &Core,
    client: &Arc<Client>,
    file: &OutboundMedia,
) -> Result<Uploaded, ChannelError> {
    let unreadable = |error: std::io::Error| {
        ChannelError::Temporary(format!("the stored file could not be read: {error}"))
    };
    let (size, stream) = core.context.media.open(&file.blob_key).await.map_err(unreadable)?;
    if size > core.options.max_file_size {
        return Err(ChannelError::Rejected {
            code: "413".to_owned(),
            message: format!("a file may have at most {} bytes", core.options.max_file_size),
        });
    }
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

fn encrypt(
    plain: impl Read,
    mut spool: Spool,
    kind: MediaType,
) -> anyhow::Result<(Spool, EncryptedMediaInfo)> {
    let info = encrypt_media_streaming(plain, &mut spool, kind)?;
    Ok((spool, info))
}
