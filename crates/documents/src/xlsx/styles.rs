//! Number formats: whether a number is a date, a time or a percentage depends on its style.

use crate::bounds::Bounds;
use crate::error::Unreadable;
use crate::package::Package;
use crate::xml::{Step, Xml};
use std::collections::HashMap;

/// The meaning of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    Number,
    Percent,
    Day,
    Time,
    Moment,
}

/// Meanings by style index.
#[derive(Default)]
pub(super) struct Styles(Vec<Meaning>);

impl Styles {
    pub(super) fn get(&self, style: usize) -> Meaning {
        self.0.get(style).copied().unwrap_or(Meaning::Number)
    }
}

pub(super) fn read(package: &Package<'_>, bounds: &Bounds) -> Result<Styles, Unreadable> {
    let mut styles = Styles::default();
    let Some(part) = package.part("xl/styles.xml", bounds)? else { return Ok(styles) };
    let mut xml = Xml::new(part, bounds);
    let mut own: HashMap<u32, Meaning> = HashMap::new();
    let mut in_cells = false;
    while let Some(step) = xml.step()? {
        match step {
            Step::Begin(tag) | Step::Empty(tag) => match tag.name() {
                b"cellXfs" => in_cells = true,
                b"numFmt" => {
                    let id = tag.attribute("numFmtId").and_then(|id| id.parse().ok());
                    let code = tag.attribute("formatCode").unwrap_or_default();
                    own.extend(id.map(|id| (id, of_code(&code))));
                }
                b"xf" if in_cells => {
                    let id = tag.attribute("numFmtId").and_then(|id| id.parse().ok());
                    let id: u32 = id.unwrap_or(0);
                    styles.0.push(own.get(&id).copied().unwrap_or_else(|| of_builtin(id)));
                }
                _ => {}
            },
            Step::End(tag) if tag.name() == b"cellXfs" => break,
            _ => {}
        }
        if bounds.expired() {
            return Err(Unreadable::TooSlow);
        }
    }
    Ok(styles)
}

/// ECMA-376 part 1, 18.8.30; 27 to 36 and 50 to 58 are days in East Asian versions.
const fn of_builtin(id: u32) -> Meaning {
    match id {
        9 | 10 => Meaning::Percent,
        14..=17 | 27..=36 | 50..=58 => Meaning::Day,
        18..=21 | 45..=47 => Meaning::Time,
        22 => Meaning::Moment,
        _ => Meaning::Number,
    }
}

/// The meaning of a format code, without its literals, colours and conditions.
fn of_code(code: &str) -> Meaning {
    let (mut day, mut time, mut percent) = (false, false, false);
    let mut rest = code.chars();
    while let Some(one) = rest.next() {
        match one {
            '"' => {
                rest.by_ref().find(|next| *next == '"');
            }
            '\\' | '_' | '*' => {
                rest.next();
            }
            '[' => {
                let inside: String = rest.by_ref().take_while(|next| *next != ']').collect();
                // Hours beyond a day: [h]:mm.
                let counts = |unit: char| inside.chars().all(|one| one.eq_ignore_ascii_case(&unit));
                time |= !inside.is_empty() && ['h', 'm', 's'].into_iter().any(counts);
            }
            // Numbers below zero are written the same way.
            ';' => break,
            'y' | 'Y' | 'd' | 'D' => day = true,
            'h' | 'H' | 's' | 'S' => time = true,
            '%' => percent = true,
            _ => {}
        }
    }
    // A month alone is a date as well.
    day |= !time && !percent && code.to_ascii_lowercase().contains("mmm");
    match (day, time, percent) {
        (true, true, _) => Meaning::Moment,
        (true, false, _) => Meaning::Day,
        (false, true, _) => Meaning::Time,
        (false, false, true) => Meaning::Percent,
        (false, false, false) => Meaning::Number,
    }
}

#[cfg(test)]
mod tests {
    use super::{Meaning, of_code};
    use rstest::rstest;

    #[rstest]
    #[case("General", Meaning::Number)]
    #[case("#,##0.00 \"days\"", Meaning::Number)]
    #[case("[Red]0.00;[Blue]-0.00", Meaning::Number)]
    #[case("0.0%", Meaning::Percent)]
    #[case("yyyy-mm-dd", Meaning::Day)]
    #[case("[$-409]mmm", Meaning::Day)]
    #[case("dd/mm/yy hh:mm", Meaning::Moment)]
    #[case("[h]:mm:ss", Meaning::Time)]
    fn a_format_defines_the_meaning_of_a_number(#[case] code: &str, #[case] expected: Meaning) {
        assert_eq!(of_code(code), expected);
    }
}
