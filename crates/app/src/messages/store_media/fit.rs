use super::collect::collect;
use super::open::Opened;
use crate::app::App;
use crate::error::Error;
use crate::gifs;
use crate::images;
use crate::stickers;
use crate::voice;
use bytes::BytesMut;
use futures::StreamExt;
use omni_domain::content::MediaKind;

/// Facts of a file that became known during its conversion.
#[derive(Debug, Default)]
pub(super) struct Fitted {
    pub(super) mime_type: Option<&'static str>,
    pub(super) seconds: Option<u32>,
    pub(super) side: Option<u32>,
    pub(super) animated: bool,
    /// The loudness of a voice note.
    pub(super) waveform: Vec<u8>,
}

/// Converts what channels accept only in one form: stickers, voice notes and GIFs.
pub(super) async fn fit(
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
