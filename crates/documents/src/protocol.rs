//! The protocol between a reader in a process of its own and its parent.
//!
//! A line of JSON, then the bytes of the pictures, one after another. The parent does not trust it
//! more than the document: the document may have taken control of the reader.

use crate::bounds::{MAX_CHARS, MAX_PICTURE_BYTES, MAX_PICTURES};
use crate::error::Unreadable;
use crate::extract::{Extract, Picture, Show};
use crate::format::picture_type;
use crate::output::clip;
use serde::{Deserialize, Serialize};
use std::io::{self, Write};

/// Longest report of a reader, bytes: each character may be six in JSON.
pub const MAX_ANSWER_BYTES: u64 = MAX_PICTURE_BYTES + 6 * MAX_CHARS as u64 + 4096;

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Head {
    Unreadable(Unreadable),
    Read { text: String, show: Shown },
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Shown {
    Nothing,
    Itself,
    /// Of so many bytes each.
    Pictures(Vec<usize>),
}

/// Reports the outcome of reading.
pub fn write(outcome: Result<Extract, Unreadable>, out: &mut impl Write) -> io::Result<()> {
    let (head, pictures) = match outcome {
        Err(why) => (Head::Unreadable(why), Vec::new()),
        Ok(Extract { text, show }) => {
            let (show, pictures) = match show {
                Show::Nothing => (Shown::Nothing, Vec::new()),
                Show::Itself => (Shown::Itself, Vec::new()),
                Show::Pictures(pictures) => (
                    Shown::Pictures(pictures.iter().map(|one| one.bytes.len()).collect()),
                    pictures,
                ),
            };
            (Head::Read { text, show }, pictures)
        }
    };
    serde_json::to_writer(&mut *out, &head)?;
    out.write_all(b"\n")?;
    pictures.iter().try_for_each(|picture| out.write_all(&picture.bytes))
}

/// Parses a reader's report; `None` if it is invalid.
pub fn read(answer: &[u8]) -> Option<Result<Extract, Unreadable>> {
    let end = answer.iter().position(|byte| *byte == b'\n')?;
    let (head, bytes) = (answer.get(..end)?, answer.get(end + 1..)?);
    let (text, show) = match serde_json::from_slice(head).ok()? {
        Head::Unreadable(why) => return bytes.is_empty().then_some(Err(why)),
        Head::Read { text, show } => (text, show),
    };
    let lengths = match &show {
        Shown::Pictures(lengths) if lengths.len() <= MAX_PICTURES => lengths.as_slice(),
        Shown::Pictures(_) => return None,
        Shown::Nothing | Shown::Itself => &[],
    };
    let mut rest = bytes;
    let mut pictures = Vec::with_capacity(lengths.len());
    for length in lengths {
        let (picture, remaining) = rest.split_at_checked(*length)?;
        let mime_type = picture_type(picture)?;
        pictures.push(Picture { mime_type, bytes: picture.to_vec() });
        rest = remaining;
    }
    if !rest.is_empty() {
        return None;
    }
    let show = match show {
        Shown::Nothing => Show::Nothing,
        Shown::Itself => Show::Itself,
        Shown::Pictures(_) => Show::Pictures(pictures),
    };
    Some(Ok(Extract { text: clip(&text), show }))
}

#[cfg(test)]
mod tests {
    use super::{Extract, Picture, Show, Unreadable, read, write};

    fn round_trip(outcome: &Result<Extract, Unreadable>) -> Option<Result<Extract, Unreadable>> {
        let mut answer = Vec::new();
        write(outcome.clone(), &mut answer).expect("memory");
        read(&answer)
    }

    #[test]
    fn a_report_is_parsed_as_it_was_written() {
        let gif = |more: &[u8]| [b"GIF89a", more].concat();
        let picture = |bytes| Picture { mime_type: "image/gif", bytes };
        let pictures = vec![picture(gif(b"\n\0\n")), picture(gif(b""))];
        for outcome in [
            Err(Unreadable::Protected),
            Ok(Extract { text: "two\nlines".to_owned(), show: Show::Nothing }),
            Ok(Extract { text: String::new(), show: Show::Itself }),
            Ok(Extract { text: String::new(), show: Show::Pictures(pictures) }),
        ] {
            assert_eq!(round_trip(&outcome), Some(outcome));
        }
    }

    #[test]
    fn an_invalid_report_is_refused() {
        for answer in [
            "",
            "\n",
            "{}",
            "{\"unreadable\":\"other\"}\n",
            "{\"unreadable\":\"damaged\"}\nmore",
            "{\"read\":{\"text\":\"\",\"show\":{\"pictures\":[7]}}}\nGIF89a",
            "{\"read\":{\"text\":\"\",\"show\":{\"pictures\":[6]}}}\nGIF89a!",
            "{\"read\":{\"text\":\"\",\"show\":{\"pictures\":[4]}}}\n<svg",
            "{\"read\":{\"text\":\"\",\"show\":{\"pictures\":[18446744073709551615]}}}\n",
        ] {
            assert_eq!(read(answer.as_bytes()), None, "{answer}");
        }
    }
}
