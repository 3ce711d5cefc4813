//! Storing a file that is to be sent in the blob store, as a stream.

use super::media::MediaFile;
use super::requests::{MediaInput, MediaStyle, SendMedia};
use crate::app::App;
use crate::blob_keys;
use crate::error::{Error, Field};
use crate::gifs;
use crate::images;
use crate::media::quota_exceeded;
use crate::net::fetch;
use crate::sessions::InstanceMeta;
use crate::stickers;
use crate::voice;
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};
use bytes::{Bytes, BytesMut};
use futures::StreamExt;
use omni_blobs::{BlobError, Stored};
use omni_channel::MediaStream;
use omni_domain::content::{MediaContent, MediaKind};
use omni_domain::conversation::{Media, MediaStatus};
use omni_domain::ids::MediaId;

/// A base64 body is decoded in pieces of this many characters (a multiple of 4).
const BASE64_PIECE: usize = 64 * 1024;

/// Stores the bytes and describes them. The row is written with the message; bytes whose
/// message is not accepted are removed by the caller.
pub(crate) async fn store(
    app: &App,
    instance: &InstanceMeta,
    media: SendMedia,
) -> Result<(MediaContent, Media), Error> {
    let opened = open(app, media.source).await?;
    let is_voice_note = media.style == MediaStyle::VoiceNote && media.kind == MediaKind::Audio;
    let (opened, fitted) = fit(app, media.kind, is_voice_note, opened).await?;
    let mime_type = match fitted.mime_type {
        Some(mime_type) => mime_type.to_owned(),
        None => {
            media_type(media.mime_type.as_deref(), &opened, media.file_name.as_deref(), media.kind)?
        }
    };
    let file_name = media.file_name.or(opened.file_name.clone());
    let kept = keep(app, instance, opened).await?;
    let mut content = MediaContent::new(media.kind, mime_type);
    content.caption = media.caption.filter(|caption| !caption.is_empty());
    content.file_name = file_name;
    content.voice_note = is_voice_note;
    content.video_note = media.style == MediaStyle::VideoNote;
    content.duration_seconds = fitted.seconds;
    content.width = fitted.side;
    content.height = fitted.side;
    content.animated = fitted.animated || media.style == MediaStyle::Gif;
    content.waveform = fitted.waveform;
    Ok(describe(app, instance, content, kept))
}

/// Stores the bytes of another message's file again, as they are, with the facts that are known of
/// them.
pub(super) async fn copy(
    app: &App,
    instance: &InstanceMeta,
    original: &MediaContent,
    file: MediaFile,
) -> Result<(MediaContent, Media), Error> {
    let opened = Opened {
        field: Field::ForwardedMessage,
        mime_type: None,
        size: Some(file.size),
        file_name: None,
        bytes: file.bytes,
    };
    let kept = keep(app, instance, opened).await?;
    Ok(describe(app, instance, original.clone(), kept))
}

/// Bytes in the blob store, and the id of the row that will refer to them.
struct Kept {
    id: MediaId,
    stored: Stored,
}

async fn keep(app: &App, instance: &InstanceMeta, opened: Opened) -> Result<Kept, Error> {
    let (tenant, size) = (instance.tenant_id, opened.size.unwrap_or_default());
    if let Some(quota) = quota_exceeded(app, tenant, instance.id, size).await? {
        return Err(quota.refusal());
    }
    let id = app.env.id();
    let key = blob_keys::media(instance.id, id);
    let stored = app
        .blobs
        .put(&key, opened.size, opened.bytes, app.config.limits.media_bytes)
        .await
        .map_err(|error| blob_error(error, &opened.field))?;
    if stored.size == 0 {
        discard(app, &key).await;
        return Err(Error::invalid(opened.field, "the file is empty"));
    }
    app.media_usage.add(tenant, instance.id, stored.size);
    Ok(Kept { id, stored })
}

/// The content with its row.
fn describe(
    app: &App,
    instance: &InstanceMeta,
    mut content: MediaContent,
    kept: Kept,
) -> (MediaContent, Media) {
    let Kept { id, stored } = kept;
    content.media_id = Some(id);
    content.size = Some(stored.size);
    let row = Media {
        id,
        tenant_id: instance.tenant_id,
        instance_id: instance.id,
        message_id: None,
        kind: content.kind,
        mime_type: content.mime_type.clone(),
        file_name: content.file_name.clone(),
        size: i64::try_from(stored.size).ok(),
        sha256: Some(stored.sha256),
        status: MediaStatus::Downloaded,
        blob_key: Some(stored.key),
        locator: None,
        error: None,
        created_at: app.env.now(),
    };
    (content, row)
}

/// Reads an upload to its end, within the bound of a file, and keeps nothing of it.
pub(super) async fn read_through(app: &App, input: &mut MediaInput) -> Result<(), Error> {
    let MediaInput::Stream { bytes, .. } = input else { return Ok(()) };
    let limit = app.config.limits.media_bytes;
    let mut size = 0_u64;
    while let Some(piece) = bytes.next().await {
        let piece = piece.map_err(|_| {
            Error::fetch_failed(Field::FileUpload, "the file could not be read to its end")
        })?;
        size += piece.len() as u64;
        if size > limit {
            return Err(Error::TooLarge { what: "the file", limit });
        }
    }
    Ok(())
}

/// Removes bytes that no message refers to.
pub(crate) async fn discard(app: &App, key: &str) {
    if let Err(error) = app.blobs.delete(key).await {
        tracing::warn!(%error, "a file without a message remains in the blob store");
    }
}

/// A small file that a request names (a URL, or else base64), whole.
pub(crate) async fn bytes_of(
    app: &App,
    field: Field,
    text: &str,
    limit: u64,
) -> Result<Bytes, Error> {
    let text = text.trim();
    let is_url = ["http://", "https://"].iter().any(|scheme| {
        text.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    });
    let opened = if is_url {
        open(app, MediaInput::Url(text.to_owned())).await
    } else {
        decode(text, limit)
    };
    let named = |error: Error| match error {
        Error::Invalid { message, .. } => Error::invalid(field.clone(), message),
        Error::FetchFailed { message, .. } => Error::fetch_failed(field.clone(), message),
        other => other,
    };
    collect(opened.map_err(named)?, limit).await.map_err(named)
}

/// The whole of a file that must be read as a whole.
async fn collect(opened: Opened, limit: u64) -> Result<Bytes, Error> {
    let too_large = || Error::TooLarge { what: "the file", limit };
    if opened.size.is_some_and(|size| size > limit) {
        return Err(too_large());
    }
    let mut whole = BytesMut::new();
    let mut bytes = opened.bytes;
    while let Some(piece) = bytes.next().await {
        let piece = piece.map_err(|_| {
            Error::fetch_failed(opened.field.clone(), "the file could not be read to its end")
        })?;
        if (whole.len() + piece.len()) as u64 > limit {
            return Err(too_large());
        }
        whole.extend_from_slice(&piece);
    }
    if whole.is_empty() {
        return Err(Error::invalid(opened.field, "the file is empty"));
    }
    Ok(whole.freeze())
}

/// Facts of a file that became known during its conversion.
#[derive(Debug, Default)]
struct Fitted {
    mime_type: Option<&'static str>,
    seconds: Option<u32>,
    side: Option<u32>,
    animated: bool,
    /// The loudness of a voice note.
    waveform: Vec<u8>,
}

/// Converts what channels accept only in one form: stickers, voice notes and GIFs.
async fn fit(
    app: &App,
    kind: MediaKind,
    voice_note: bool,
    opened: Opened,
) -> Result<(Opened, Fitted), Error> {
    let field = opened.field.clone();
    match kind {
        MediaKind::Sticker => {
            let bytes = collect(opened, images::MAX_BYTES).await?;
            let sticker = stickers::sticker(app, &field, bytes).await?;
            let fitted = Fitted {
                mime_type: Some("image/webp"),
                side: Some(sticker.side),
                animated: sticker.animated,
                ..Fitted::default()
            };
            Ok((Opened::whole(field, sticker.bytes), fitted))
        }
        MediaKind::Audio if voice_note => {
            let file_name = opened.file_name.clone();
            let bytes = collect(opened, voice::MAX_BYTES).await?;
            let note = voice::voice_note(app, &field, bytes).await?;
            let fitted = Fitted {
                mime_type: Some(voice::MIME),
                seconds: note.seconds,
                waveform: note.waveform,
                ..Fitted::default()
            };
            Ok((Opened { file_name, ..Opened::whole(field, note.bytes) }, fitted))
        }
        MediaKind::Video => {
            let (is_gif, opened) = look_at(opened).await?;
            if !is_gif {
                return Ok((opened, Fitted::default()));
            }
            let gif = collect(opened, gifs::MAX_BYTES).await?;
            let video = gifs::video(app, &field, &gif).await?;
            let fitted =
                Fitted { mime_type: Some(gifs::MIME), animated: true, ..Fitted::default() };
            Ok((Opened::whole(field, video), fitted))
        }
        _ => Ok((opened, Fitted::default())),
    }
}

/// Whether a file is a GIF, by its first bytes; they are read and put back.
async fn look_at(mut opened: Opened) -> Result<(bool, Opened), Error> {
    let mut head = BytesMut::new();
    while head.len() < gifs::MARK_BYTES {
        let Some(piece) = opened.bytes.next().await else { break };
        let piece = piece.map_err(|_| {
            Error::fetch_failed(opened.field.clone(), "the file could not be read to its end")
        })?;
        head.extend_from_slice(&piece);
    }
    let is_gif = gifs::is_gif(&head);
    let head = futures::stream::iter([Ok(head.freeze())]);
    opened.bytes = head.chain(opened.bytes).boxed();
    Ok((is_gif, opened))
}

impl Opened {
    fn whole(field: Field, bytes: Bytes) -> Self {
        Self {
            field,
            mime_type: None,
            size: Some(bytes.len() as u64),
            file_name: None,
            bytes: futures::stream::iter([Ok(bytes)]).boxed(),
        }
    }
}

struct Opened {
    field: Field,
    mime_type: Option<String>,
    size: Option<u64>,
    file_name: Option<String>,
    bytes: MediaStream,
}

async fn open(app: &App, input: MediaInput) -> Result<Opened, Error> {
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

/// What follows the scheme of a `data:` URL, in either case.
fn data_url(text: &str) -> Option<&str> {
    const SCHEME: &str = "data:";
    let (scheme, rest) = text.split_at_checked(SCHEME.len())?;
    scheme.eq_ignore_ascii_case(SCHEME).then_some(rest)
}

fn decode(text: &str, limit: u64) -> Result<Opened, Error> {
    let (mime_type, text) = match data_url(text).and_then(|rest| rest.split_once(',')) {
        Some((head, body)) => (head.split(';').next().map(str::to_owned), body),
        None => (None, text),
    };
    if text.len() as u64 / 4 * 3 > limit {
        return Err(Error::TooLarge { what: "the file", limit });
    }
    // One bad character must refuse the request before anything is stored, so all of it is
    // decoded first; the pieces free the text's memory no later than the bytes' own.
    let compact: String;
    let text = if text.bytes().any(|byte| byte.is_ascii_whitespace()) {
        compact = text.split_ascii_whitespace().collect();
        compact.as_str()
    } else {
        text
    };
    let url_safe = text.bytes().any(|byte| byte == b'-' || byte == b'_');
    let padded = text.ends_with('=');
    let engine = match (url_safe, padded) {
        (false, true) => &STANDARD,
        (false, false) => &STANDARD_NO_PAD,
        (true, true) => &URL_SAFE,
        (true, false) => &URL_SAFE_NO_PAD,
    };
    let bytes = engine.decode(text).map_err(|_| {
        Error::invalid(
            Field::FileBase64,
            "not valid base64; encode the file's bytes with the standard alphabet",
        )
    })?;
    let bytes = Bytes::from(bytes);
    let size = bytes.len() as u64;
    let pieces = (0..bytes.len())
        .step_by(BASE64_PIECE)
        .map(move |start| Ok(bytes.slice(start..bytes.len().min(start + BASE64_PIECE))));
    Ok(Opened {
        field: Field::FileBase64,
        mime_type,
        size: Some(size),
        file_name: None,
        bytes: futures::stream::iter(pieces.collect::<Vec<_>>()).boxed(),
    })
}

fn media_type(
    asked: Option<&str>,
    opened: &Opened,
    file_name: Option<&str>,
    kind: MediaKind,
) -> Result<String, Error> {
    if let Some(asked) = asked {
        let parsed: mime::Mime = asked.parse().map_err(|_| {
            Error::invalid(Field::FileType, "not a media type; write it as `image/png`")
        })?;
        return Ok(parsed.to_string());
    }
    if let Some(mime) = &opened.mime_type
        && mime.parse::<mime::Mime>().is_ok()
    {
        return Ok(mime.clone());
    }
    let name = file_name.or(opened.file_name.as_deref());
    if let Some(mime) = name.and_then(|name| mime_guess::from_path(name).first_raw()) {
        return Ok(mime.to_owned());
    }
    Ok(match kind {
        MediaKind::Image => "image/jpeg",
        MediaKind::Audio => "audio/mpeg",
        MediaKind::Video => "video/mp4",
        MediaKind::Document => "application/octet-stream",
        MediaKind::Sticker => "image/webp",
    }
    .to_owned())
}

fn blob_error(error: BlobError, field: &Field) -> Error {
    match error {
        BlobError::TooLarge { limit } => Error::TooLarge { what: "the file", limit },
        // The stream broke: the other side closed, or timed out.
        BlobError::Source(_) => {
            Error::fetch_failed(field.clone(), "the file could not be read to its end")
        }
        other => Error::internal(other),
    }
}
