//! XML, event by event: never held as a tree.

use crate::bounds::Bounds;
use crate::error::Unreadable;
use crate::package::Part;
use quick_xml::Reader;
use quick_xml::escape::{resolve_predefined_entity, unescape};
use quick_xml::events::{BytesEnd, BytesRef, BytesStart, Event};
use std::borrow::Cow;

/// A part's XML.
pub(crate) struct Xml<'p> {
    reader: Reader<Part<'p>>,
    buffer: Vec<u8>,
    bounds: &'p Bounds,
}

/// What comes next.
pub(crate) enum Step<'b> {
    /// An element begins.
    Begin(Tag<'b>),
    /// An element begins and ends.
    Empty(Tag<'b>),
    /// An element ends.
    End(End<'b>),
    /// Characters.
    Text(String),
    /// Something that says nothing.
    Other,
}

/// The beginning of an element.
pub(crate) struct Tag<'b>(BytesStart<'b>);

impl Tag<'_> {
    /// Its name without prefix.
    pub(crate) fn name(&self) -> &[u8] {
        local(self.0.name().0)
    }

    /// An attribute's value, by its name without prefix.
    pub(crate) fn attribute(&self, name: &str) -> Option<String> {
        let found = self
            .0
            .attributes()
            .with_checks(false)
            .flatten()
            .find(|attribute| attribute.key.local_name().as_ref() == name.as_bytes())?;
        let text = String::from_utf8_lossy(&found.value).into_owned();
        let plain = unescape(&text).map(Cow::into_owned);
        Some(plain.unwrap_or(text))
    }
}

/// The end of an element.
pub(crate) struct End<'b>(BytesEnd<'b>);

impl End<'_> {
    /// Its name without prefix.
    pub(crate) fn name(&self) -> &[u8] {
        local(self.0.name().0)
    }
}

fn local(name: &[u8]) -> &[u8] {
    name.iter().position(|byte| *byte == b':').map_or(name, |at| &name[at + 1..])
}

/// What `&amp;` and `&#65;` stand for. A document's own entities stand for nothing: they are how
/// a small file becomes a large one.
fn resolved(name: &BytesRef<'_>) -> String {
    if let Ok(Some(one)) = name.resolve_char_ref() {
        return one.to_string();
    }
    let name = String::from_utf8_lossy(name);
    resolve_predefined_entity(&name).unwrap_or_default().to_owned()
}

impl<'p> Xml<'p> {
    pub(crate) fn new(part: Part<'p>, bounds: &'p Bounds) -> Self {
        let mut reader = Reader::from_reader(part);
        // Whoever mixes up ends has his text read all the same.
        reader.config_mut().check_end_names = false;
        Self { reader, buffer: Vec::new(), bounds }
    }

    /// The next event; `None` at the end.
    pub(crate) fn step(&mut self) -> Result<Option<Step<'_>>, Unreadable> {
        self.buffer.clear();
        let room = self.bounds.room();
        let event = self.reader.read_event_into(&mut self.buffer).map_err(|_| {
            if room == 0 || self.bounds.room() == 0 {
                Unreadable::TooLarge
            } else {
                Unreadable::Damaged
            }
        })?;
        Ok(Some(match event {
            Event::Eof => return Ok(None),
            Event::Start(tag) => Step::Begin(Tag(tag)),
            Event::Empty(tag) => Step::Empty(Tag(tag)),
            Event::End(tag) => Step::End(End(tag)),
            Event::Text(text) => Step::Text(String::from_utf8_lossy(&text).into_owned()),
            Event::CData(text) => Step::Text(String::from_utf8_lossy(&text).into_owned()),
            Event::GeneralRef(name) => Step::Text(resolved(&name)),
            _ => Step::Other,
        }))
    }
}
