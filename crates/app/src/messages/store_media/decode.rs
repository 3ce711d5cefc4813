use super::open::Opened;
use crate::error::{Error, Field};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};
use bytes::Bytes;
use futures::StreamExt;

/// A base64 body is decoded in pieces of this many characters (a multiple of 4).
const BASE64_PIECE: usize = 64 * 1024;

/// What follows the scheme of a `data:` URL, in either case.
fn data_url(text: &str) -> Option<&str> {
    const SCHEME: &str = "data:";
    let (scheme, rest) = text.split_at_checked(SCHEME.len())?;
    scheme.eq_ignore_ascii_case(SCHEME).then_some(rest)
}

pub(super) fn decode(text: &str, limit: u64) -> Result<Opened, Error> {
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
