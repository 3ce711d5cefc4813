//! The shared strings of a workbook.

use crate::bounds::Bounds;
use crate::error::Unreadable;
use crate::package::Package;
use crate::xml::{Step, Xml};

/// All shared strings, one after another.
#[derive(Default)]
pub(super) struct Strings {
    text: String,
    ends: Vec<usize>,
}

impl Strings {
    pub(super) fn get(&self, index: usize) -> Option<&str> {
        let end = *self.ends.get(index)?;
        let start = index.checked_sub(1).and_then(|before| self.ends.get(before)).copied();
        self.text.get(start.unwrap_or(0)..end)
    }
}

pub(super) fn read(package: &Package<'_>, bounds: &Bounds) -> Result<Strings, Unreadable> {
    let mut strings = Strings::default();
    let Some(part) = package.part("xl/sharedStrings.xml", bounds)? else { return Ok(strings) };
    let mut xml = Xml::new(part, bounds);
    let (mut in_text, mut in_reading) = (false, false);
    while let Some(step) = xml.step()? {
        match step {
            Step::Begin(tag) if tag.name() == b"t" => in_text = true,
            // Phonetic hints.
            Step::Begin(tag) if tag.name() == b"rPh" => in_reading = true,
            Step::Text(text) if in_text && !in_reading => strings.text.push_str(&text),
            Step::Empty(tag) if tag.name() == b"si" => strings.ends.push(strings.text.len()),
            Step::End(tag) => match tag.name() {
                b"t" => in_text = false,
                b"rPh" => in_reading = false,
                b"si" => {
                    strings.ends.push(strings.text.len());
                    if strings.ends.len().is_multiple_of(1024) && bounds.expired() {
                        return Err(Unreadable::TooSlow);
                    }
                }
                _ => {}
            },
            _ => {}
        }
    }
    Ok(strings)
}
