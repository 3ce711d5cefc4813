//! Downloads a received file into the blob store.

use crate::jid::to_jid;
use crate::media::locator::Locator;
use crate::media::spool::{CORRUPT, Spool};
use crate::session::Core;
use omni_channel::{ChannelError, MediaLocator, MediaUpload, StoredMedia};
use omni_domain::content::MediaKind;
use omni_domain::ids::MediaId;
use std::sync::Arc;
use wacore::download::MediaDecryptionError;
use wacore::media_retry::MediaRetryResult;
use wacore_binary::JidExt;
use whatsapp_rust::{Client, ErrorChainExt, MediaReuploadRequest};

pub(crate) async fn fetch(
    core: &Core,
    client: &Arc<Client>,
    id: MediaId,
    _kind: MediaKind,
    mime_type: &str,
    locator: &MediaLocator,
) -> Result<StoredMedia, ChannelError> {
    let mut locator = Locator::unpack(locator)
        .ok_or_else(|| ChannelError::MediaCorrupt("its locator cannot be read".to_owned()))?;
    if locator.size.is_some_and(|size| size > core.options.max_file_size) {
        return Err(ChannelError::Rejected {
            code: "413".to_owned(),
            message: format!("a file may have at most {} bytes", core.options.max_file_size),
        });
    }
    let spool = match download(core, client, &locator).await {
        Err(ChannelError::MediaGone) => {
            // The server drops files after some weeks; the sender's phone may still have it.
            locator.direct_path = Some(request_reupload(client, &locator).await?);
            download(core, client, &locator).await?
        }
        other => other?,
    };
    store(core, id, mime_type, &locator, spool).await
}

async fn download(
    core: &Core,
    client: &Arc<Client>,
    locator: &Locator,
) -> Result<Spool, ChannelError> {
    let spool = Spool::new(core.options.spool_dir.as_deref());
    let unwritten = spool.unwritten();
    client.download_to_writer(locator, spool).await.map_err(|error| {
        if let Some(cause) = unwritten.cause() {
            return ChannelError::Temporary(cause);
        }
        match error.http_status() {
            Some(404 | 410) => return ChannelError::MediaGone,
            Some(status) => {
                return ChannelError::Temporary(format!(
                    "WhatsApp's media server answered {status}"
                ));
            }
            None => {}
        }
        if error.chain().any(<dyn std::error::Error>::is::<MediaDecryptionError>) {
            return ChannelError::MediaCorrupt("it cannot be decrypted".to_owned());
        }
        ChannelError::Temporary("the file could not be downloaded".to_owned())
    })
}

/// Requests that the sender's phone uploads the file again; returns its new path.
async fn request_reupload(client: &Arc<Client>, locator: &Locator) -> Result<String, ChannelError> {
    if locator.media_key.is_empty() || locator.message_id.is_empty() {
        return Err(ChannelError::MediaGone);
    }
    let chat = to_jid(&locator.chat).map_err(|_| ChannelError::MediaGone)?;
    let sender = to_jid(&locator.sender).map_err(|_| ChannelError::MediaGone)?;
    let request = MediaReuploadRequest {
        msg_id: &locator.message_id,
        chat_jid: &chat,
        media_key: &locator.media_key,
        is_from_me: locator.from_me,
        participant: chat.is_group().then_some(&sender),
    };
    match client.media_reupload().request(&request).await {
        Ok(MediaRetryResult::Success { direct_path }) => Ok(direct_path),
        // A phone that is off does not answer; this request does not wait for it.
        _ => Err(ChannelError::MediaGone),
    }
}

async fn store(
    core: &Core,
    id: MediaId,
    mime_type: &str,
    locator: &Locator,
    spool: Spool,
) -> Result<StoredMedia, ChannelError> {
    let failed = |error: std::io::Error| {
        if error.to_string().contains(CORRUPT) {
            return ChannelError::MediaCorrupt("its SHA-256 differs".to_owned());
        }
        ChannelError::Temporary(format!("the file could not be stored: {error}"))
    };
    let stream = spool.into_checked_stream(locator.file_sha256.clone()).map_err(failed)?;
    let upload = MediaUpload { id, mime_type: mime_type.to_owned(), size: locator.size };
    core.context.media.put(upload, stream).await.map_err(failed)
}
