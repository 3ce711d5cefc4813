//! The text of a string's bytes in a font.

use super::cmap::CMap;
use super::widths::Widths;
use lopdf::{Dictionary, Document, Object};

/// Limit of unpacked bytes of a character map; real ones have some kilobytes.
const MAX_TABLE: usize = 1024 * 1024;

/// The parts of a font that text extraction needs.
#[derive(Debug)]
pub(super) struct Font {
    /// Two bytes for each glyph instead of one.
    wide: bool,
    /// The characters of codes by the file's `ToUnicode` map.
    map: CMap,
    /// The characters of the 256 codes of a simple font by its encoding.
    table: Vec<String>,
    /// The codes are UTF-16.
    unicode: bool,
    widths: Widths,
}

/// The width of a string.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Advance {
    /// Thousandths of the font's size.
    pub(super) width: f32,
    pub(super) glyphs: f32,
    /// One-byte spaces, which can be widened.
    pub(super) spaces: f32,
}

impl Font {
    pub(super) fn read(font: &Dictionary, document: &Document) -> Self {
        let map = font.get_deref(b"ToUnicode", document).and_then(Object::as_stream);
        let map = map.and_then(|stream| stream.get_plain_content_with_limit(MAX_TABLE));
        let map = map.map(|bytes| CMap::parse(&bytes)).unwrap_or_default();
        let kind = font.get_deref(b"Subtype", document).and_then(Object::as_name);
        if kind.is_ok_and(|kind| kind == b"Type0") {
            return Self::composite(font, map, document);
        }
        let table = table(font, document);
        let widths = Widths::simple(font, document);
        Self { wide: false, map, table, unicode: false, widths }
    }

    fn composite(font: &Dictionary, map: CMap, document: &Document) -> Self {
        let descendants = font.get_deref(b"DescendantFonts", document).and_then(Object::as_array);
        let descendant = descendants.ok().and_then(|all| document.dereference(all.first()?).ok());
        let descendant = descendant.and_then(|(_, object)| object.as_dict().ok());
        let widths =
            descendant.map_or_else(Widths::default, |one| Widths::composite(one, document));
        let encoding = font.get_deref(b"Encoding", document).and_then(Object::as_name);
        let unicode = encoding.is_ok_and(|name| {
            let has = |part: &[u8]| name.windows(part.len()).any(|window| window == part);
            has(b"UCS2") || has(b"UTF16")
        });
        Self { wide: true, map, table: Vec::new(), unicode, widths }
    }

    /// Appends a string's text; returns its advance.
    pub(super) fn put(&self, string: &[u8], text: &mut String) -> Advance {
        let mut advance = Advance::default();
        for bytes in string.chunks(if self.wide { 2 } else { 1 }) {
            let code = bytes.iter().fold(0, |code, byte| (code << 8) | u32::from(*byte));
            advance.width += self.widths.of(code);
            advance.glyphs += 1.0;
            if !self.wide && code == 32 {
                advance.spaces += 1.0;
            }
            if !self.map.put(code, text)
                && let Some(known) = usize::try_from(code).ok().and_then(|at| self.table.get(at))
            {
                text.push_str(known);
            }
        }
        if self.wide && self.unicode && self.map.is_empty() {
            let units = string.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
            text.extend(char::decode_utf16(units).filter_map(Result::ok));
        }
        advance
    }
}

/// The table of a font's encoding, from the library's encodings and glyph names.
fn table(font: &Dictionary, document: &Document) -> Vec<String> {
    let mut bare = font.clone();
    // These are read elsewhere, within bounds.
    bare.remove(b"ToUnicode");
    bare.set("Type", Object::Name(b"Font".to_vec()));
    let Ok(encoding) = bare.get_font_encoding_with_limit(document, MAX_TABLE) else {
        return Vec::new();
    };
    let known = |code: u8| {
        let mut text = String::new();
        match encoding.write_to_string(&[code], &mut text) {
            Ok(()) => text,
            Err(_) => String::new(),
        }
    };
    (0..=u8::MAX).map(known).collect()
}
