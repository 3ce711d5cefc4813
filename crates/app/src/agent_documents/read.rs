//! A document as it is given, and its name and text.

use crate::app::App;
use crate::error::{Error, Field};
use crate::media_processing;
use bytes::{Bytes, BytesMut};
use futures::StreamExt as _;
use futures::stream::BoxStream;
use omni_documents::MAX_CHARS;
use std::fmt;
use std::io;

/// Longest name, characters.
const NAME_CHARS: usize = 200;

/// A document to add.
#[derive(Debug)]
pub struct NewDocument {
    /// Unique in its agent, 1 to 200 characters; of a file its own name if absent.
    pub name: Option<String>,
    /// What it holds.
    pub source: DocumentSource,
}

/// Where the text of a document is.
pub enum DocumentSource {
    /// It is this text.
    Text(String),
    /// In a file.
    File {
        /// The file's own name.
        name: Option<String>,
        /// Its MIME type, as the client has it.
        mime_type: Option<String>,
        /// Its bytes.
        bytes: BoxStream<'static, io::Result<Bytes>>,
    },
}

impl fmt::Debug for DocumentSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Text(_) => "Text",
            Self::File { .. } => "File",
        })
    }
}

/// A document that can be stored.
pub(super) struct DocumentText {
    pub(super) name: String,
    pub(super) text: String,
    /// Bytes of what was given.
    pub(super) bytes: u64,
}

pub(super) async fn read(app: &App, new: NewDocument) -> Result<DocumentText, Error> {
    let limit = app.config.agents.document_bytes;
    match new.source {
        DocumentSource::Text(text) => {
            let name = checked_name(new.name)?;
            let bytes = text.len() as u64;
            if bytes > limit {
                return Err(too_large(limit));
            }
            Ok(DocumentText { name, text: checked_text(&text, Field::DocumentText)?, bytes })
        }
        DocumentSource::File { name, mime_type, bytes } => {
            let chosen = checked_name(new.name.or_else(|| name.clone()))?;
            let file = gathered(bytes, limit).await?;
            let bytes = file.len() as u64;
            let mime_type = mime_type.unwrap_or_default();
            let named = name.as_deref().or(Some(chosen.as_str()));
            let found = media_processing::text_of(app, &mime_type, named, file).await?;
            let text = found.map_err(|why| Error::invalid(Field::DocumentFile, why))?;
            Ok(DocumentText {
                name: chosen,
                text: checked_text(&text, Field::DocumentFile)?,
                bytes,
            })
        }
    }
}

fn too_large(limit: u64) -> Error {
    Error::TooLarge { what: "the document", limit }
}

async fn gathered(
    mut bytes: BoxStream<'static, io::Result<Bytes>>,
    limit: u64,
) -> Result<Bytes, Error> {
    let mut file = BytesMut::new();
    while let Some(piece) = bytes.next().await {
        let piece = piece
            .map_err(|_| Error::invalid(Field::DocumentFile, "the file was not received whole"))?;
        if (file.len() + piece.len()) as u64 > limit {
            return Err(too_large(limit));
        }
        file.extend_from_slice(&piece);
    }
    Ok(file.freeze())
}

fn checked_name(given: Option<String>) -> Result<String, Error> {
    let given = given.unwrap_or_default();
    let name = given.trim();
    let fits = (1..=NAME_CHARS).contains(&name.chars().count());
    if fits && !name.chars().any(char::is_control) {
        return Ok(name.to_owned());
    }
    Err(Error::invalid(
        Field::DocumentName,
        format!("give a name of 1 to {NAME_CHARS} characters, without control characters"),
    ))
}

/// The text as it is stored, with the line ends of Unix.
fn checked_text(given: &str, field: Field) -> Result<String, Error> {
    let text = given.replace("\r\n", "\n").replace('\0', "");
    let text = text.trim();
    if text.is_empty() {
        return Err(Error::invalid(field, "the document holds no text"));
    }
    if text.chars().count() > MAX_CHARS {
        return Err(Error::invalid(
            field,
            format!(
                "the text has more than {MAX_CHARS} characters; split it into several documents"
            ),
        ));
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::{MAX_CHARS, checked_name, checked_text, gathered};
    use crate::error::{Error, Field};
    use bytes::Bytes;
    use futures::StreamExt as _;
    use std::io;

    #[test]
    fn names_and_texts_have_bounds() {
        let name = |text: &str| checked_name(Some(text.to_owned()));
        assert_eq!(name("  Prices.md ").expect("a name"), "Prices.md");
        for refused in ["", " ", "a\nb", &"a".repeat(201)] {
            assert!(name(refused).is_err(), "{refused}");
        }
        assert!(checked_name(None).is_err());
        let text = |text: &str| checked_text(text, Field::DocumentText);
        assert_eq!(text(" a\r\nb\0 ").expect("a text"), "a\nb");
        assert!(text(" \n").is_err() && text(&"a".repeat(MAX_CHARS + 1)).is_err());
    }

    #[tokio::test]
    async fn a_file_is_read_up_to_its_limit() {
        let file = |pieces: Vec<io::Result<Bytes>>| futures::stream::iter(pieces).boxed();
        let piece = || Ok(Bytes::from_static(b"abc"));
        let whole = gathered(file(vec![piece(), piece()]), 6).await.expect("a file");
        assert_eq!(&*whole, b"abcabc");
        let large = gathered(file(vec![piece(), piece()]), 5).await;
        assert!(matches!(large, Err(Error::TooLarge { limit: 5, .. })), "{large:?}");
        let broken = gathered(file(vec![piece(), Err(io::Error::other("gone"))]), 6).await;
        assert!(matches!(broken, Err(Error::Invalid { .. })), "{broken:?}");
    }
}
