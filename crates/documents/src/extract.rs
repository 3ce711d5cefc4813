//! The entry point.

use crate::bounds::Bounds;
use crate::error::Unreadable;
use crate::format::Format;
use crate::output::{TextOutput, clip};
use crate::package::Package;
use crate::panics::catch_panic;
use crate::{csv, docx, html, pdf, text, xlsx};

/// A PDF with pictures and fewer letters than this is taken for a scan with stamps or page numbers.
const FEW_LETTERS: usize = 50;
/// The same for each of its pages.
const FEW_LETTERS_OF_A_PAGE: usize = 10;

/// What was read out of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extract {
    /// Its text; empty if it has none.
    pub text: String,
    /// What a vision model has to read, because the text is not all of the content.
    pub show: Show,
}

/// The input for a vision model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Show {
    /// Nothing: the text is complete.
    Nothing,
    /// The document itself.
    Itself,
    /// The pictures in it.
    Pictures(Vec<Picture>),
}

/// A picture in a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// Its MIME type, determined by its bytes.
    pub mime_type: &'static str,
    /// The picture's bytes.
    pub bytes: Vec<u8>,
}

/// Extracts the text of a document.
pub fn extract(format: Format, bytes: &[u8], bounds: &Bounds) -> Result<Extract, Unreadable> {
    catch_panic(|| read(format, bytes, bounds)).unwrap_or(Err(Unreadable::Damaged))
}

fn read(format: Format, bytes: &[u8], bounds: &Bounds) -> Result<Extract, Unreadable> {
    match format {
        Format::Pdf => {
            let found = pdf::read(bytes, bounds)?;
            let few = FEW_LETTERS.max(FEW_LETTERS_OF_A_PAGE * found.pages);
            let letters = found.output.letters();
            let scan = letters == 0 || (letters < few && found.has_pictures);
            let show = if scan { Show::Itself } else { Show::Nothing };
            in_time(found.output, show, bounds)
        }
        Format::Docx => {
            let package = Package::open(bytes)?;
            let output = docx::read(&package, bounds)?;
            let show = match output.letters() {
                0 => Show::Pictures(docx::pictures(&package, bounds)?),
                _ => Show::Nothing,
            };
            in_time(output, show, bounds)
        }
        Format::Xlsx => in_time(xlsx::read(bytes, bounds)?, Show::Nothing, bounds),
        Format::Csv => in_time(csv::read(bytes, bounds)?, Show::Nothing, bounds),
        Format::Html => in_time(html::read(bytes, bounds)?, Show::Nothing, bounds),
        Format::Text => {
            let text = clip(text::decode(bytes)?.trim());
            Ok(Extract { text, show: Show::Nothing })
        }
        Format::Picture => Ok(Extract { text: String::new(), show: Show::Itself }),
    }
}

/// A text that was read in part before the time limit is a result; an empty one is an error.
fn in_time(output: TextOutput<'_>, show: Show, bounds: &Bounds) -> Result<Extract, Unreadable> {
    let text = output.finish();
    if text.is_empty() && bounds.expired() {
        return Err(Unreadable::TooSlow);
    }
    Ok(Extract { text, show })
}
