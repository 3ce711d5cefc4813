//! DOCX: paragraphs, tables and notes of a Word document.

use crate::bounds::{Bounds, MAX_PICTURE_BYTES, MAX_PICTURES};
use crate::error::Unreadable;
use crate::extract::Picture;
use crate::format::picture_type;
use crate::package::Package;
use crate::words::Words;
use crate::xml::{Step, Xml};
use std::io::Read as _;

const NOTES: [&str; 2] = ["word/footnotes.xml", "word/endnotes.xml"];

pub(crate) fn read<'a>(package: &Package<'_>, bounds: &'a Bounds) -> Result<Words<'a>, Unreadable> {
    let mut words = Words::new(bounds);
    let name = package.names().find(|name| is_main(name)).ok_or(Unreadable::Damaged)?;
    read_part(package, name, bounds, &mut words)?;
    for name in NOTES {
        words.gap();
        read_part(package, name, bounds, &mut words)?;
    }
    Ok(words)
}

/// Some servers call it `document2.xml`.
fn is_main(name: &str) -> bool {
    let number = name.strip_prefix("word/document").and_then(|rest| rest.strip_suffix(".xml"));
    number.is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit()))
}

fn read_part(
    package: &Package<'_>,
    name: &str,
    bounds: &Bounds,
    words: &mut Words<'_>,
) -> Result<(), Unreadable> {
    let Some(part) = package.part(name, bounds)? else { return Ok(()) };
    let mut xml = Xml::new(part, bounds);
    let mut place = Place::default();
    while words.wanted() {
        match xml.step() {
            Ok(None) => break,
            Ok(Some(step)) => place.take(&step, words),
            // Half a document is better than none, unless it is a bomb.
            Err(Unreadable::Damaged) if words.letters() > 0 => {
                words.cut();
                break;
            }
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// Parts of a document that hold no words of it: settings, what was deleted or moved away, field
/// codes, and what stands for a drawing where the drawing itself is there.
const SKIPPED: [&[u8]; 7] =
    [b"pPr", b"rPr", b"tblPr", b"delText", b"moveFrom", b"instrText", b"Fallback"];

/// Where in the document the reader is.
#[derive(Default)]
struct Place {
    /// Elements since one that is skipped began; 0 outside.
    skipping: usize,
    in_text: bool,
    /// Cells in cells.
    cells: usize,
    /// A row has begun, and none of its cells.
    row_begins: bool,
    /// A paragraph of a cell has ended; the next one goes on in the same line.
    gap: bool,
}

impl Place {
    fn take(&mut self, step: &Step<'_>, words: &mut Words<'_>) {
        match step {
            Step::Begin(tag) if self.skipping > 0 => {
                self.skipping += 1;
                skipped(tag.name(), words);
            }
            Step::Empty(tag) if self.skipping > 0 => skipped(tag.name(), words),
            Step::End(_) if self.skipping > 0 => self.skipping -= 1,
            Step::Begin(tag) if SKIPPED.contains(&tag.name()) => self.skipping = 1,
            Step::Begin(tag) => self.begin(tag.name(), words),
            Step::Empty(tag) => mark(tag.name(), words),
            Step::End(tag) => self.end(tag.name(), words),
            Step::Text(text) if self.in_text && self.skipping == 0 => {
                if std::mem::take(&mut self.gap) {
                    words.push(" ");
                }
                words.push(text);
            }
            Step::Text(_) | Step::Other => {}
        }
    }

    fn begin(&mut self, name: &[u8], words: &mut Words<'_>) {
        match name {
            b"t" => self.in_text = true,
            b"tr" if self.cells == 0 => {
                words.line();
                self.row_begins = true;
            }
            b"tc" => {
                if !std::mem::take(&mut self.row_begins) {
                    words.push(" | ");
                }
                self.gap = false;
                self.cells += 1;
            }
            _ => mark(name, words),
        }
    }

    fn end(&mut self, name: &[u8], words: &mut Words<'_>) {
        match name {
            b"t" => self.in_text = false,
            b"p" if self.cells > 0 => self.gap = true,
            b"p" => words.push("\n"),
            b"tc" => {
                self.cells = self.cells.saturating_sub(1);
                self.gap = false;
            }
            b"tr" if self.cells == 0 => words.push("\n"),
            _ => {}
        }
    }
}

/// Of a paragraph's settings, only that it is an item of a list.
fn skipped(name: &[u8], words: &mut Words<'_>) {
    if name == b"numPr" {
        words.push("- ");
    }
}

fn mark(name: &[u8], words: &mut Words<'_>) {
    match name {
        b"tab" => words.push("\t"),
        b"br" | b"cr" => words.push("\n"),
        b"noBreakHyphen" => words.push("-"),
        _ => {}
    }
}

/// The pictures in a document, for one that holds no words.
pub(crate) fn pictures(package: &Package<'_>, bounds: &Bounds) -> Result<Vec<Picture>, Unreadable> {
    let mut found = Vec::new();
    let mut room = MAX_PICTURE_BYTES;
    for name in package.names().filter(|name| name.starts_with("word/media/")) {
        if found.len() == MAX_PICTURES || bounds.over() {
            break;
        }
        let Some(part) = package.part(name, bounds)? else { continue };
        let mut bytes = Vec::new();
        if part.take(room + 1).read_to_end(&mut bytes).is_err() || bytes.len() as u64 > room {
            continue;
        }
        if let Some(mime_type) = picture_type(&bytes) {
            room -= bytes.len() as u64;
            found.push(Picture { mime_type, bytes });
        }
    }
    Ok(found)
}
