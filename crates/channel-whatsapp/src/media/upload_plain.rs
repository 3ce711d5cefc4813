//! Uploads a file of a newsletter: it is not encrypted, because everyone may follow one. The library has
//! no such upload; path, token and the `handle` that the post has to name are those of other clients of
//! the protocol.

use crate::media::locator::media_type;
use crate::media::spool::{Source, Spool};
use crate::media::upload::{Uploaded, open, unreadable};
use crate::net::Http;
use crate::session::Core;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use omni_channel::{ChannelError, OutboundMedia};
use serde::Deserialize;
use sha2::{Digest as _, Sha256};
use std::io::{Read, Write as _};
use std::sync::Arc;
use tokio_util::io::{StreamReader, SyncIoBridge};
use wacore::net::{HttpClient as _, HttpRequest, HttpResponse, WHATSAPP_WEB_ORIGIN};
use wacore::upload::UploadSource as _;
use whatsapp_rust::Client;

const PIECE: usize = 64 * 1024;

/// The media server's answer.
#[derive(Deserialize)]
struct Answer {
    url: String,
    direct_path: String,
    #[serde(default)]
    handle: Option<String>,
}

/// Uploads a file as it is.
pub(crate) async fn upload_plain(
    core: &Core,
    client: &Arc<Client>,
    file: &OutboundMedia,
) -> Result<Uploaded, ChannelError> {
    let stream = open(core, file).await?;
    let spool = Spool::new(core.options.spool_dir.as_deref());
    let unwritten = spool.unwritten();
    let copied = tokio::task::spawn_blocking(move || {
        copy(SyncIoBridge::new(StreamReader::new(stream)), spool)
    });
    let copied = copied.await.map_err(|error| unreadable(std::io::Error::other(error)))?;
    let (source, file_sha256) = copied.map_err(|error| match unwritten.cause() {
        Some(cause) => ChannelError::Temporary(cause),
        None => unreadable(error),
    })?;
    let file_length = source.len();
    let kind = media_type(file.content.kind).mms_type();
    let answer = send(core, client, source, kind, &file_sha256).await?;
    Ok(Uploaded {
        url: answer.url,
        direct_path: answer.direct_path,
        media_key: None,
        file_enc_sha256: None,
        file_sha256,
        file_length,
        media_key_timestamp: None,
        streaming_sidecar: None,
        handle: answer.handle,
    })
}

/// Copies the bytes into the spool; returns them with their hash.
fn copy(mut plain: impl Read, mut spool: Spool) -> std::io::Result<(Source, [u8; 32])> {
    let mut hasher = Sha256::new();
    let mut piece = vec![0; PIECE];
    loop {
        let count = plain.read(&mut piece)?;
        if count == 0 {
            break;
        }
        hasher.update(&piece[..count]);
        spool.write_all(&piece[..count])?;
    }
    Ok((spool.into_source()?, hasher.finalize().into()))
}

/// Tries the media hosts in their order, and once more with a new token where the token is refused.
async fn send(
    core: &Core,
    client: &Arc<Client>,
    source: Source,
    kind: &str,
    sha256: &[u8],
) -> Result<Answer, ChannelError> {
    let token = URL_SAFE_NO_PAD.encode(sha256);
    let source = Arc::new(source);
    for renewed in [false, true] {
        let route =
            tokio::time::timeout(core.options.query_timeout, client.refresh_media_conn(renewed));
        let route = route.await.map_err(|_| ChannelError::Timeout)?.map_err(|_| refused())?;
        let mut is_token_refused = false;
        for host in &route.hosts {
            let (name, auth) = (&host.hostname, &route.auth);
            let url = format!(
                "https://{name}/newsletter/newsletter-{kind}/{token}?auth={auth}&token={token}"
            );
            match put(&core.http, url, &source).await {
                Some(answer) if answer.status_code < 400 => {
                    return serde_json::from_slice(&answer.body).map_err(|_| refused());
                }
                Some(answer) if matches!(answer.status_code, 401 | 403) => {
                    is_token_refused = true;
                    break;
                }
                _ => {}
            }
        }
        if !is_token_refused {
            break;
        }
    }
    Err(refused())
}

/// The answer of one host, if it gives one.
async fn put(http: &Arc<Http>, url: String, source: &Arc<Source>) -> Option<HttpResponse> {
    let request = HttpRequest::post(url)
        .with_header("Content-Type", "application/octet-stream")
        .with_header("Origin", WHATSAPP_WEB_ORIGIN);
    let (http, source) = (Arc::clone(http), Arc::clone(source));
    let sending = tokio::task::spawn_blocking(move || {
        http.execute_upload(request, source.reader_from(0)?, source.len())
    });
    sending.await.ok()?.ok()
}

/// The errors' texts may contain the URL with its tokens.
fn refused() -> ChannelError {
    ChannelError::Temporary("WhatsApp's media server did not accept the file".to_owned())
}
