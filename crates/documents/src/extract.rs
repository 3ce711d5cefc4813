//! The one way in.

use crate::bounds::Bounds;
use crate::error::Unreadable;
use crate::format::Format;
use crate::package::Package;
use crate::quiet::quietly;
use crate::words::{Words, clip};
use crate::{csv, docx, pdf, text, xlsx};

/// Letters below which a PDF that shows pictures is taken for a scan: stamps and page numbers.
const FEW_LETTERS: usize = 50;
/// The same for each of its pages.
const FEW_LETTERS_OF_A_PAGE: usize = 10;

/// What was read out of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extract {
    /// Its words; blank if it has none.
    pub text: String,
    /// What somebody has to look at, because the words are not all that it says.
    pub show: Show,
}

/// What is shown to somebody who can see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Show {
    /// Nothing: the words are the document.
    Nothing,
    /// The document itself.
    Itself,
    /// These pictures of it.
    Pictures(Vec<Picture>),
}

/// A picture in a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// What it is, by its bytes.
    pub mime_type: &'static str,
    /// The picture, whole.
    pub bytes: Vec<u8>,
}

/// Reads the words out of a document.
pub fn extract(format: Format, bytes: &[u8], bounds: &Bounds) -> Result<Extract, Unreadable> {
    quietly(|| read(format, bytes, bounds)).unwrap_or(Err(Unreadable::Damaged))
}

fn read(format: Format, bytes: &[u8], bounds: &Bounds) -> Result<Extract, Unreadable> {
    match format {
        Format::Pdf => {
            let found = pdf::read(bytes, bounds)?;
            let few = FEW_LETTERS.max(FEW_LETTERS_OF_A_PAGE * found.pages);
            let letters = found.words.letters();
            let scan = letters == 0 || (letters < few && found.has_pictures);
            let show = if scan { Show::Itself } else { Show::Nothing };
            in_time(found.words, show, bounds)
        }
        Format::Docx => {
            let package = Package::open(bytes)?;
            let words = docx::read(&package, bounds)?;
            let show = match words.letters() {
                0 => Show::Pictures(docx::pictures(&package, bounds)?),
                _ => Show::Nothing,
            };
            in_time(words, show, bounds)
        }
        Format::Xlsx => in_time(xlsx::read(bytes, bounds)?, Show::Nothing, bounds),
        Format::Csv => in_time(csv::read(bytes, bounds)?, Show::Nothing, bounds),
        Format::Text => {
            let text = clip(text::decode(bytes)?.trim());
            Ok(Extract { text, show: Show::Nothing })
        }
        Format::Picture => Ok(Extract { text: String::new(), show: Show::Itself }),
    }
}

/// What was read before the time was over is something; nothing by then is a failure.
fn in_time(words: Words<'_>, show: Show, bounds: &Bounds) -> Result<Extract, Unreadable> {
    let text = words.finish();
    if text.is_empty() && bounds.over() {
        return Err(Unreadable::TooSlow);
    }
    Ok(Extract { text, show })
}
