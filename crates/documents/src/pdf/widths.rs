//! The widths of a font's glyphs, in thousandths of its size.

use lopdf::{Dictionary, Document, Object};
use std::collections::HashMap;

/// Widths that are kept of one font.
const MAX_WIDTHS: usize = 70_000;
/// Codes have two bytes; a few more are harmless.
const MAX_CODE: u32 = 0xff_ffff;
/// About the mean of Latin letters, for standard fonts without widths.
const USUAL: f32 = 500.0;

/// Widths by code.
#[derive(Debug, Default)]
pub(super) struct Widths {
    usual: f32,
    single: HashMap<u32, f32>,
    ranges: Vec<(u32, u32, f32)>,
}

impl Widths {
    pub(super) fn of(&self, code: u32) -> f32 {
        if let Some(width) = self.single.get(&code) {
            return *width;
        }
        let after = self.ranges.partition_point(|(first, ..)| *first <= code);
        let range = after.checked_sub(1).and_then(|at| self.ranges.get(at));
        range.filter(|(_, last, _)| code <= *last).map_or(self.usual, |(.., width)| *width)
    }

    /// Of a font with one byte for each glyph.
    pub(super) fn simple(font: &Dictionary, document: &Document) -> Self {
        let mut widths = Self { usual: USUAL, ..Self::default() };
        let first = font.get_deref(b"FirstChar", document).and_then(Object::as_i64);
        let first = first.ok().and_then(|first| u8::try_from(first).ok()).map_or(0, u32::from);
        let Ok(list) = font.get_deref(b"Widths", document).and_then(Object::as_array) else {
            return widths;
        };
        // Type 3 fonts have a matrix of their own.
        let matrix = font.get_deref(b"FontMatrix", document).and_then(Object::as_array);
        let measure = matrix.ok().and_then(|matrix| matrix.first()?.as_float().ok());
        let scale = measure.map_or(1.0, |measure| measure * 1000.0);
        for (code, width) in (first..).zip(list.iter().take(256)) {
            widths.single.extend(number(width, document).map(|width| (code, width * scale)));
        }
        widths
    }

    /// Of a font with two bytes for each glyph: `code [w w w]` and `code code w`.
    pub(super) fn composite(descendant: &Dictionary, document: &Document) -> Self {
        let usual = descendant.get_deref(b"DW", document).and_then(Object::as_float);
        let mut widths = Self { usual: usual.unwrap_or(1000.0), ..Self::default() };
        let Ok(list) = descendant.get_deref(b"W", document).and_then(Object::as_array) else {
            return widths;
        };
        let mut rest = list.iter();
        while let Some(first) = rest.next().and_then(|first| code(first, document)) {
            let Some(next) = rest.next() else { break };
            let Ok((_, next)) = document.dereference(next) else { break };
            if widths.single.len() + widths.ranges.len() >= MAX_WIDTHS {
                break;
            }
            if let Object::Array(list) = next {
                for (code, width) in (first..).zip(list.iter().take(MAX_WIDTHS)) {
                    widths.single.extend(number(width, document).map(|width| (code, width)));
                }
                continue;
            }
            let width = rest.next().and_then(|width| number(width, document));
            let (Some(last), Some(width)) = (code(next, document), width) else { break };
            widths.ranges.push((first, last, width));
        }
        widths.ranges.sort_by_key(|(first, ..)| *first);
        widths
    }
}

fn number(object: &Object, document: &Document) -> Option<f32> {
    let (_, object) = document.dereference(object).ok()?;
    object.as_float().ok().filter(|number| number.is_finite())
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "`as` saturates")]
fn code(object: &Object, document: &Document) -> Option<u32> {
    number(object, document).map(|number| (number as u32).min(MAX_CODE))
}
