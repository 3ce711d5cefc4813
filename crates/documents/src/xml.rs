//! XML, event by event: never built as a tree.

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

/// The next event.
pub(crate) enum Step<'b> {
    /// An element begins.
    Begin(Tag<'b>),
    /// An element begins and ends.
    Empty(Tag<'b>),
    /// An element ends.
    End(End<'b>),
    /// Characters.
    Text(String),
    /// An event without text.
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

/// Resolves `&amp;` and `&#65;`. A document's own entities are empty: a small file could expand to
/// a large one.
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
        // The text of a document with wrong end tags is read as well.
        reader.config_mut().check_end_names = false;
        Self { reader, buffer: Vec::new(), bounds }
    }

    /// The next event; `None` at the end.
    pub(crate) fn step(&mut self) -> Result<Option<Step<'_>>, Unreadable> {
        self.buffer.clear();
        let remaining = self.bounds.remaining();
        let event = self.reader.read_event_into(&mut self.buffer).map_err(|_| {
            if remaining == 0 || self.bounds.remaining() == 0 {
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
