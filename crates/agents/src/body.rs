//! JSON bodies with files in them as base64: the files are streamed and never held whole.

use crate::attachment::Attachment;
use crate::error::AgentError;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use futures::stream::{self, BoxStream, StreamExt as _};
use reqwest::RequestBuilder;
use reqwest::header::{CONTENT_LENGTH, CONTENT_TYPE};
use serde::Serialize;
use std::io;

/// Replaced by a file's base64 when the body is sent. Texts hold no NUL
/// (`question::without_nul`), so no text can look like one.
pub(crate) fn placeholder(file: usize) -> String {
    format!("\0file:{file}\0")
}

enum Piece {
    Json(Bytes),
    File(Attachment),
}

/// The request with this JSON as its body, and `files` at their placeholders.
pub(crate) fn with_json(
    call: RequestBuilder,
    json: &impl Serialize,
    files: &[&Attachment],
) -> Result<RequestBuilder, AgentError> {
    let text = serde_json::to_string(json)
        .map_err(|_| AgentError::Invalid("the question cannot be written as JSON".to_owned()))?;
    let call = call.header(CONTENT_TYPE, "application/json");
    if files.is_empty() {
        return Ok(call.body(text));
    }
    let pieces = cut(&text, files);
    let length: u64 = pieces
        .iter()
        .map(|piece| match piece {
            Piece::Json(bytes) => bytes.len() as u64,
            Piece::File(file) => file.size.div_ceil(3) * 4,
        })
        .sum();
    let body = stream::iter(pieces).flat_map(|piece| match piece {
        Piece::Json(bytes) => stream::iter([Ok(bytes)]).boxed(),
        Piece::File(file) => encode(&file),
    });
    Ok(call.header(CONTENT_LENGTH, length).body(reqwest::Body::wrap_stream(body)))
}

fn cut(text: &str, files: &[&Attachment]) -> Vec<Piece> {
    let mut marks: Vec<(usize, usize, &Attachment)> = Vec::new();
    for (index, file) in files.iter().enumerate() {
        let mark = format!("\\u0000file:{index}\\u0000");
        marks.extend(text.match_indices(&mark).map(|(at, _)| (at, mark.len(), *file)));
    }
    marks.sort_by_key(|(at, ..)| *at);
    let mut pieces = Vec::new();
    let mut from = 0;
    for (at, length, file) in marks {
        pieces.push(Piece::Json(Bytes::copy_from_slice(&text.as_bytes()[from..at])));
        pieces.push(Piece::File(file.clone()));
        from = at + length;
    }
    pieces.push(Piece::Json(Bytes::copy_from_slice(&text.as_bytes()[from..])));
    pieces
}

/// A file as base64. Three bytes make four characters, so what is left waits for the next
/// piece.
fn encode(file: &Attachment) -> BoxStream<'static, io::Result<Bytes>> {
    let start = (sized(file), Vec::<u8>::new(), false);
    stream::unfold(start, |(mut source, mut left, ended)| async move {
        if ended {
            return None;
        }
        match source.next().await {
            Some(Ok(piece)) => {
                left.extend_from_slice(&piece);
                let rest = left.split_off(left.len() / 3 * 3);
                let text = STANDARD.encode(&left);
                Some((Ok(Bytes::from(text)), (source, rest, false)))
            }
            Some(Err(error)) => Some((Err(error), (source, left, true))),
            None => Some((Ok(Bytes::from(STANDARD.encode(&left))), (source, left, true))),
        }
    })
    .boxed()
}

/// A file's bytes; an error if they are more or fewer than it declares.
pub(crate) fn sized(file: &Attachment) -> BoxStream<'static, io::Result<Bytes>> {
    let wrong = || io::Error::other("the file is not as long as declared");
    let start = (file.open(), file.size, false);
    stream::unfold(start, move |(mut source, left, ended)| async move {
        if ended {
            return None;
        }
        match source.next().await {
            Some(Ok(piece)) => match left.checked_sub(piece.len() as u64) {
                Some(left) => Some((Ok(piece), (source, left, false))),
                None => Some((Err(wrong()), (source, 0, true))),
            },
            Some(Err(error)) => Some((Err(error), (source, left, true))),
            None if left > 0 => Some((Err(wrong()), (source, left, true))),
            None => None,
        }
    })
    .boxed()
}

#[cfg(test)]
mod tests {
    use super::{encode, placeholder, sized};
    use crate::attachment::Attachment;
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    use bytes::Bytes;
    use futures::{StreamExt as _, TryStreamExt as _, stream};

    #[tokio::test]
    async fn pieces_of_any_size_encode_as_the_whole() {
        let bytes: Vec<u8> = (0..=255).collect();
        for size in 1..20 {
            let whole = bytes.clone();
            let file = Attachment::new("a", "image/png", 256, move || {
                let pieces: Vec<_> =
                    whole.chunks(size).map(|piece| Ok(Bytes::copy_from_slice(piece))).collect();
                stream::iter(pieces).boxed()
            });
            let pieces: Vec<Bytes> = encode(&file).try_collect().await.unwrap();
            assert_eq!(pieces.concat(), STANDARD.encode(&bytes).as_bytes(), "{size}");
        }
    }

    #[tokio::test]
    async fn a_file_of_another_length_is_an_error() {
        for size in [1, 3] {
            let file =
                Attachment::new("a", "b/c", size, || stream::iter([Ok("xy".into())]).boxed());
            assert!(sized(&file).try_collect::<Vec<_>>().await.is_err());
        }
    }

    #[test]
    fn text_cannot_replace_a_file() {
        let file = Attachment::from_bytes("a", "b/c", vec![1, 2, 3]);
        let json =
            serde_json::json!([placeholder(0), "\\u0000file:0\\u0000", "file:0"]).to_string();
        assert_eq!(super::cut(&json, &[&file]).len(), 3);
    }
}
