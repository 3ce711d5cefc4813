//! DOCX: paragraphs, tables and notes of a Word document.

use crate::bounds::{Bounds, MAX_PICTURE_BYTES, MAX_PICTURES};
use crate::error::Unreadable;
use crate::extract::Picture;
use crate::format::picture_type;
use crate::output::TextOutput;
use crate::package::Package;
use crate::xml::{Step, Xml};
use std::io::Read as _;

const NOTES: [&str; 2] = ["word/footnotes.xml", "word/endnotes.xml"];

pub(crate) fn read<'a>(
    package: &Package<'_>,
    bounds: &'a Bounds,
) -> Result<TextOutput<'a>, Unreadable> {
    let mut output = TextOutput::new(bounds);
    let name = package.names().find(|name| is_main(name)).ok_or(Unreadable::Damaged)?;
    read_part(package, name, bounds, &mut output)?;
    for name in NOTES {
        output.blank_line();
        read_part(package, name, bounds, &mut output)?;
    }
    Ok(output)
}

/// Some programs name it `document2.xml`.
fn is_main(name: &str) -> bool {
    let number = name.strip_prefix("word/document").and_then(|rest| rest.strip_suffix(".xml"));
    number.is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit()))
}

fn read_part(
    package: &Package<'_>,
    name: &str,
    bounds: &Bounds,
    output: &mut TextOutput<'_>,
) -> Result<(), Unreadable> {
    let Some(part) = package.part(name, bounds)? else { return Ok(()) };
    let mut xml = Xml::new(part, bounds);
    let mut state = State::default();
    while output.can_continue() {
        match xml.step() {
            Ok(None) => break,
            Ok(Some(step)) => state.apply(&step, output),
            // Half a document is better than none, unless it is a bomb.
            Err(Unreadable::Damaged) if output.letters() > 0 => {
                output.truncate();
                break;
            }
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// Elements without text of the document: settings, deleted or moved content, field codes, and the
/// fallback of a drawing next to the drawing itself.
const SKIPPED: [&[u8]; 7] =
    [b"pPr", b"rPr", b"tblPr", b"delText", b"moveFrom", b"instrText", b"Fallback"];

/// The state of the reader.
#[derive(Default)]
struct State {
    /// Depth within a skipped element; 0 outside.
    skipping: usize,
    in_text: bool,
    /// Depth of nested cells.
    cells: usize,
    /// A row has begun, and none of its cells.
    row_begins: bool,
    /// A paragraph of a cell has ended; the next one continues on the same line.
    gap: bool,
}

impl State {
    fn apply(&mut self, step: &Step<'_>, output: &mut TextOutput<'_>) {
        match step {
            Step::Begin(tag) if self.skipping > 0 => {
                self.skipping += 1;
                skipped(tag.name(), output);
            }
            Step::Empty(tag) if self.skipping > 0 => skipped(tag.name(), output),
            Step::End(_) if self.skipping > 0 => self.skipping -= 1,
            Step::Begin(tag) if SKIPPED.contains(&tag.name()) => self.skipping = 1,
            Step::Begin(tag) => self.begin(tag.name(), output),
            Step::Empty(tag) => mark(tag.name(), output),
            Step::End(tag) => self.end(tag.name(), output),
            Step::Text(text) if self.in_text && self.skipping == 0 => {
                if std::mem::take(&mut self.gap) {
                    output.push(" ");
                }
                output.push(text);
            }
            Step::Text(_) | Step::Other => {}
        }
    }

    fn begin(&mut self, name: &[u8], output: &mut TextOutput<'_>) {
        match name {
            b"t" => self.in_text = true,
            b"tr" if self.cells == 0 => {
                output.start_line();
                self.row_begins = true;
            }
            b"tc" => {
                if !std::mem::take(&mut self.row_begins) {
                    output.push(" | ");
                }
                self.gap = false;
                self.cells += 1;
            }
            _ => mark(name, output),
        }
    }

    fn end(&mut self, name: &[u8], output: &mut TextOutput<'_>) {
        match name {
            b"t" => self.in_text = false,
            b"p" if self.cells > 0 => self.gap = true,
            b"p" => output.push("\n"),
            b"tc" => {
                self.cells = self.cells.saturating_sub(1);
                self.gap = false;
            }
            b"tr" if self.cells == 0 => output.push("\n"),
            _ => {}
        }
    }
}

/// The only paragraph setting that is read: an item of a list.
fn skipped(name: &[u8], output: &mut TextOutput<'_>) {
    if name == b"numPr" {
        output.push("- ");
    }
}

fn mark(name: &[u8], output: &mut TextOutput<'_>) {
    match name {
        b"tab" => output.push("\t"),
        b"br" | b"cr" => output.push("\n"),
        b"noBreakHyphen" => output.push("-"),
        _ => {}
    }
}

/// The pictures in a document, for documents without text.
pub(crate) fn pictures(package: &Package<'_>, bounds: &Bounds) -> Result<Vec<Picture>, Unreadable> {
    let mut found = Vec::new();
    let mut remaining = MAX_PICTURE_BYTES;
    for name in package.names().filter(|name| name.starts_with("word/media/")) {
        if found.len() == MAX_PICTURES || bounds.expired() {
            break;
        }
        let Some(part) = package.part(name, bounds)? else { continue };
        let mut bytes = Vec::new();
        if part.take(remaining + 1).read_to_end(&mut bytes).is_err()
            || bytes.len() as u64 > remaining
        {
            continue;
        }
        if let Some(mime_type) = picture_type(&bytes) {
            remaining -= bytes.len() as u64;
            found.push(Picture { mime_type, bytes });
        }
    }
    Ok(found)
}
