//! `ToUnicode`: the mapping of a font's codes to characters.
//!
//! The library's own reader expands every code of a range, and a range may declare four thousand
//! million codes.

use std::collections::HashMap;

/// Codes that are kept; a font has no more than 65536 glyphs.
const MAX_CODES: usize = 70_000;
/// Characters of one code: ligatures.
const MAX_UNITS: usize = 16;

/// Characters by code.
#[derive(Debug, Default)]
pub(super) struct CMap {
    single: HashMap<u32, String>,
    /// First and last code, and the character of the first; the others follow.
    ranges: Vec<(u32, u32, Vec<u16>)>,
}

#[derive(Debug, PartialEq, Eq)]
enum Token<'a> {
    Hex(&'a [u8]),
    Open,
    Close,
    Word(&'a [u8]),
}

impl CMap {
    pub(super) fn parse(bytes: &[u8]) -> Self {
        let mut cmap = Self::default();
        let mut tokens = Tokens { rest: bytes };
        while let Some(token) = tokens.next() {
            match token {
                Token::Word(b"beginbfchar") => cmap.singles(&mut tokens),
                Token::Word(b"beginbfrange") => cmap.spans(&mut tokens),
                _ => {}
            }
        }
        cmap.ranges.sort_by_key(|(first, ..)| *first);
        cmap
    }

    fn is_full(&self) -> bool {
        self.single.len() + self.ranges.len() >= MAX_CODES
    }

    fn singles(&mut self, tokens: &mut Tokens<'_>) {
        while let Some(Token::Hex(code)) = tokens.next() {
            let Some(Token::Hex(to)) = tokens.next() else { return };
            if self.is_full() {
                return;
            }
            if let Some(code) = number(code) {
                self.single.insert(code, String::from_utf16_lossy(&units(to)));
            }
        }
    }

    fn spans(&mut self, tokens: &mut Tokens<'_>) {
        while let Some(Token::Hex(first)) = tokens.next() {
            let Some(Token::Hex(last)) = tokens.next() else { return };
            let range = number(first).zip(number(last));
            match tokens.next() {
                Some(Token::Hex(to)) if !self.is_full() => {
                    self.ranges.extend(range.map(|(first, last)| (first, last, units(to))));
                }
                Some(Token::Open) => {
                    let mut code = range.map(|(first, _)| first);
                    while let Some(Token::Hex(to)) = tokens.next() {
                        if let Some(code) = code.filter(|_| !self.is_full()) {
                            self.single.insert(code, String::from_utf16_lossy(&units(to)));
                        }
                        code = code.and_then(|code| code.checked_add(1));
                    }
                }
                _ => return,
            }
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.single.is_empty() && self.ranges.is_empty()
    }

    /// Appends the characters of a code; `false` if they are not known.
    pub(super) fn put(&self, code: u32, text: &mut String) -> bool {
        if let Some(found) = self.single.get(&code) {
            text.push_str(found);
            return true;
        }
        let after = self.ranges.partition_point(|(first, ..)| *first <= code);
        let Some((first, last, to)) = after.checked_sub(1).and_then(|at| self.ranges.get(at))
        else {
            return false;
        };
        let Some((end, start)) = to.split_last().filter(|_| code <= *last) else { return false };
        // The offset stays within the last character's two bytes.
        let on = u16::try_from((code - first) & 0xffff).unwrap_or_default();
        let mut units = start.to_vec();
        units.push(end.wrapping_add(on));
        text.push_str(&String::from_utf16_lossy(&units));
        true
    }
}

/// Up to four bytes, as a number.
fn number(hex: &[u8]) -> Option<u32> {
    let digits: String = digits(hex).map(char::from).collect();
    u32::from_str_radix(&digits, 16).ok()
}

fn units(hex: &[u8]) -> Vec<u16> {
    let digits: Vec<u8> = digits(hex).take(MAX_UNITS * 4).collect();
    let value = |digits: &[u8]| {
        digits.iter().fold(0_u16, |value, digit| {
            let digit = char::from(*digit).to_digit(16).and_then(|digit| digit.try_into().ok());
            (value << 4) | digit.unwrap_or(0)
        })
    };
    digits.chunks(4).map(value).collect()
}

fn digits(hex: &[u8]) -> impl Iterator<Item = u8> {
    hex.iter().copied().filter(u8::is_ascii_hexdigit)
}

struct Tokens<'a> {
    rest: &'a [u8],
}

impl<'a> Tokens<'a> {
    /// The beginning of the rest, up to the first of these bytes.
    fn until(&mut self, end: impl Fn(u8) -> bool) -> &'a [u8] {
        let at = self.rest.iter().position(|byte| end(*byte)).unwrap_or(self.rest.len());
        let (found, rest) = self.rest.split_at(at);
        self.rest = rest;
        found
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        loop {
            self.until(|byte| !byte.is_ascii_whitespace() && byte != 0);
            let (first, rest) = self.rest.split_first()?;
            match first {
                b'%' => {
                    self.until(|byte| byte == b'\n' || byte == b'\r');
                }
                b'[' | b']' => {
                    self.rest = rest;
                    return Some(if *first == b'[' { Token::Open } else { Token::Close });
                }
                b'<' if rest.first() != Some(&b'<') => {
                    self.rest = rest;
                    let hex = self.until(|byte| byte == b'>');
                    // One without its end is skipped.
                    self.rest = self.rest.get(1..)?;
                    return Some(Token::Hex(hex));
                }
                b'<' | b'>' => self.rest = rest.get(1..).unwrap_or_default(),
                _ => {
                    let word = |byte: u8| {
                        byte.is_ascii_whitespace()
                            || matches!(byte, b'<' | b'>' | b'[' | b']' | b'%')
                    };
                    return Some(Token::Word(self.until(word)));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::CMap;

    fn read(cmap: &CMap, codes: &[u32]) -> String {
        let mut text = String::new();
        for code in codes {
            if !cmap.put(*code, &mut text) {
                text.push('?');
            }
        }
        text
    }

    #[test]
    fn codes_are_mapped_to_characters() {
        let cmap = CMap::parse(
            b"/CIDInit /ProcSet findresource begin << /Registry (Adobe) >> def\n\
              1 begincodespacerange <0000> <FFFF> endcodespacerange % a comment\n\
              2 beginbfchar <0003> <0020> <0004> <00660069> endbfchar\n\
              2 beginbfrange <0010> <0012> <0041> <0020><0021>[<0078> <D83DDE00>] endbfrange end",
        );
        assert_eq!(read(&cmap, &[0x10, 0x12, 3, 4, 0x20, 0x21, 0x13]), "AC fix\u{1f600}?");
    }

    #[test]
    fn a_range_of_all_codes_is_not_expanded() {
        let cmap = CMap::parse(b"1 beginbfrange <00000000> <FFFFFFFF> <0041> endbfrange");
        assert_eq!(read(&cmap, &[0, 2]), "AC");
        for odd in [&b"beginbfchar"[..], b"beginbfrange <1> <2", b"beginbfrange <1> <2> [ <", b"<"]
        {
            assert_eq!(read(&CMap::parse(odd), &[1]), "?");
        }
    }
}
