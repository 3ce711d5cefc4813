//! Plain text.

use crate::error::Unreadable;

/// UTF-8, UTF-16 with a byte order mark, else Latin-1. Bytes with NUL are not text.
pub(crate) fn decode(bytes: &[u8]) -> Result<String, Unreadable> {
    match bytes {
        [0xff, 0xfe, rest @ ..] => return Ok(utf16(rest, u16::from_le_bytes)),
        [0xfe, 0xff, rest @ ..] => return Ok(utf16(rest, u16::from_be_bytes)),
        _ => {}
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if bytes.contains(&0) {
        return Err(Unreadable::NoText);
    }
    Ok(match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => bytes.iter().copied().map(char::from).collect(),
    })
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let units: Vec<u16> = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]])).collect();
    String::from_utf16_lossy(&units)
}

#[cfg(test)]
mod tests {
    use super::{Unreadable, decode};

    #[test]
    fn text_is_read_in_the_encodings_that_occur() {
        assert_eq!(decode("\u{feff}né".as_bytes()).as_deref(), Ok("né"));
        assert_eq!(decode(b"\xff\xfeh\0i\0").as_deref(), Ok("hi"));
        assert_eq!(decode(b"caf\xe9").as_deref(), Ok("café"));
        assert_eq!(decode(b"\x7fELF\0\0"), Err(Unreadable::NoText));
    }
}
