//! Splits an answer into messages: between blocks that a blank line separates if that is wanted, then
//! to the channel's limit, at a paragraph, a line, a sentence or a word, whichever comes first in that
//! order in the second half of what fits.

use super::markup::blocks;

/// Splits an answer, which may arrive in pieces, into the sections that are sent on their own.
#[derive(Debug)]
pub(crate) struct Cutter {
    open: String,
    on_blank_lines: bool,
}

impl Cutter {
    pub(crate) const fn new(on_blank_lines: bool) -> Self {
        Self { open: String::new(), on_blank_lines }
    }

    /// The sections that are complete with this piece.
    pub(crate) fn push(&mut self, piece: &str) -> Vec<String> {
        self.open.push_str(piece);
        if !self.on_blank_lines || piece.trim().is_empty() || !has_blank_line(&self.open) {
            return Vec::new();
        }
        let cuts = cuts(&self.open);
        let settled = cuts.into_iter().take_while(|cut| cut.is_settled(&self.open));
        let mut sections = Vec::new();
        let mut from = 0;
        for cut in settled {
            add(&self.open[from..cut.at], &mut sections);
            from = cut.at;
        }
        self.open.drain(..from);
        sections
    }

    /// The rest.
    pub(crate) fn finish(&mut self) -> Vec<String> {
        let rest = std::mem::take(&mut self.open);
        let mut sections = Vec::new();
        let mut from = 0;
        let cuts = if self.on_blank_lines { cuts(&rest) } else { Vec::new() };
        for cut in cuts {
            add(&rest[from..cut.at], &mut sections);
            from = cut.at;
        }
        add(&rest[from..], &mut sections);
        sections
    }
}

fn add(section: &str, sections: &mut Vec<String>) {
    // Indentation of the first line has a meaning.
    let section = section.trim_end().trim_start_matches(['\n', '\r']);
    if !section.trim().is_empty() {
        sections.push(section.to_owned());
    }
}

/// Where an answer may be cut.
#[derive(Debug, Clone, Copy)]
struct Cut {
    at: usize,
    /// The block before it may go on behind it.
    may_go_on: bool,
}

impl Cut {
    /// Whether no further piece can make what follows a part of the block before it: the beginning of
    /// a list item looks like text until its mark is complete.
    fn is_settled(&self, text: &str) -> bool {
        let line = &text[self.at..];
        if !self.may_go_on || line.contains('\n') {
            return true;
        }
        let mark = line.trim_start();
        let digits = mark.trim_start_matches(|one: char| one.is_ascii_digit());
        !matches!(digits, "" | "." | ")" | "-" | "*" | "+")
    }
}

/// The beginnings of blocks after a blank line. What introduces a block stays with it.
fn cuts(text: &str) -> Vec<Cut> {
    let blocks = blocks(text);
    let pairs = blocks.iter().zip(blocks.iter().skip(1));
    pairs
        .filter(|(before, block)| !before.leads && follows_blank_line(text, block.start))
        .map(|(before, block)| Cut { at: line_start(text, block.start), may_go_on: before.is_open })
        .collect()
}

fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |end| end + 1)
}

fn follows_blank_line(text: &str, at: usize) -> bool {
    let before = &text[..at];
    before[before.trim_end().len()..].matches('\n').count() > 1
}

fn has_blank_line(text: &str) -> bool {
    text.lines().skip(1).any(|line| line.trim().is_empty())
}

/// Cuts a paragraph to the limit, in characters.
pub(crate) fn fit(text: &str, limit: usize) -> Vec<String> {
    let (mut parts, limit) = (Vec::new(), limit.max(1));
    let mut rest = text.trim();
    while let Some((end, _)) = rest.char_indices().nth(limit) {
        let at = cut(&rest[..end], rest[end..].starts_with(char::is_whitespace));
        let (part, more) = rest.split_at(at);
        if !part.trim().is_empty() {
            parts.push(part.trim().to_owned());
        }
        rest = more.trim_start();
    }
    if !rest.is_empty() {
        parts.push(rest.to_owned());
    }
    parts
}

/// Where to cut a window that is full.
fn cut(window: &str, ends_a_word: bool) -> usize {
    let chars = window.chars().count();
    let half = window.char_indices().nth(chars / 2).map_or(0, |(at, _)| at);
    let second = &window[half..];
    let after = |pattern: &str| second.rfind(pattern).map(|at| half + at + pattern.len());
    let sentence =
        || [". ", "! ", "? ", "… ", "。", "！", "？"].into_iter().filter_map(after).max();
    let word = || {
        if ends_a_word {
            return Some(window.len());
        }
        second.rfind(char::is_whitespace).map(|at| half + at)
    };
    after("\n\n")
        .or_else(|| after("\n"))
        .or_else(sentence)
        .or_else(word)
        .filter(|at| *at > 0)
        .unwrap_or(window.len())
}

#[cfg(test)]
mod tests {
    use super::{Cutter, fit};

    fn sections(text: &str) -> Vec<String> {
        let mut cutter = Cutter::new(true);
        let mut sections = cutter.push(text);
        sections.extend(cutter.finish());
        sections
    }

    #[test]
    fn answers_split_on_blank_lines() {
        assert_eq!(sections("one\n\ntwo\nlines\n\n\n\n"), ["one", "two\nlines"]);
        assert_eq!(sections("one\r\n \r\ntwo"), ["one", "two"]);
        assert!(sections("  \n\n ").is_empty());
        let mut whole = Cutter::new(false);
        assert!(whole.push("one\n\ntwo").is_empty());
        assert_eq!(whole.finish(), ["one\n\ntwo"]);
    }

    const BLOCKS: &[(&str, &[&str])] = &[
        ("```\na\n\nb\n```\n\ntext", &["```\na\n\nb\n```", "text"]),
        ("- a\n\n- b\n\n  more\n\ntext", &["- a\n\n- b\n\n  more", "text"]),
        ("1. a\n\n2. b\n\n2024 is over", &["1. a\n\n2. b", "2024 is over"]),
        ("- a\n\n-5 degrees", &["- a", "-5 degrees"]),
        ("Sizes:\n- S\n- M\n\nOr:\n\n- L", &["Sizes:\n- S\n- M", "Or:", "- L"]),
        ("# Title\n\ntext\n\n---\n\nend", &["# Title\n\ntext", "---\n\nend"]),
        ("| a |\n|---|\n| 1 |\n\ntext", &["| a |\n|---|\n| 1 |", "text"]),
        ("> a\n>\n> b\n\nä", &["> a\n>\n> b", "ä"]),
        ("text\n\n    code\n\n    more", &["text", "    code\n\n    more"]),
        ("```\nnever\n\nclosed", &["```\nnever\n\nclosed"]),
    ];

    #[test]
    fn a_blank_line_inside_of_a_block_does_not_split_it() {
        for (text, expected) in BLOCKS {
            assert_eq!(sections(text), *expected, "{text}");
        }
    }

    #[test]
    fn pieces_give_the_same_sections_wherever_they_are_cut() {
        let texts = BLOCKS.iter().map(|(text, _)| *text);
        for text in texts.chain(["first\n\nsecond line\nof it\n \n\nthird ä\n\n"]) {
            let whole = sections(text);
            for (at, _) in text.char_indices() {
                let mut cutter = Cutter::new(true);
                let mut found = cutter.push(&text[..at]);
                found.extend(cutter.push(&text[at..]));
                found.extend(cutter.finish());
                assert_eq!(found, whole, "cut at {at}: {text}");
            }
            let mut cutter = Cutter::new(true);
            let mut found: Vec<String> =
                text.chars().flat_map(|one| cutter.push(&one.to_string())).collect();
            found.extend(cutter.finish());
            assert_eq!(found, whole, "letter by letter: {text}");
        }
    }

    #[test]
    fn a_paragraph_is_complete_when_the_next_begins() {
        let mut cutter = Cutter::new(true);
        assert!(cutter.push("one\n\n").is_empty());
        assert_eq!(cutter.push("t"), ["one"]);
        assert_eq!(cutter.finish(), ["t"]);
    }

    #[test]
    fn the_limit_cuts_at_the_largest_unit_that_fits() {
        assert_eq!(fit("aaa bbb\n\nccc dd", 10), ["aaa bbb", "ccc dd"]);
        assert_eq!(fit("aaaa bb\ncc. dd ee", 12), ["aaaa bb", "cc. dd ee"]);
        assert_eq!(fit("Yes it is. No way", 14), ["Yes it is.", "No way"]);
        assert_eq!(fit("one two three", 9), ["one two", "three"]);
        assert_eq!(fit("one twothree", 7), ["one", "twothre", "e"], "a long word is cut");
        assert_eq!(fit("one two three", 7), ["one two", "three"]);
        assert_eq!(fit("äöüß", 3), ["äöü", "ß"]);
    }

    #[test]
    fn nothing_is_lost_at_any_limit() {
        let text = "Lorem ipsum dolor. Sit amet!\n\nConsectetur\nadipiscing élit sed";
        let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
        for limit in 1..70 {
            let parts = fit(text, limit);
            assert!(parts.iter().all(|part| part.chars().count() <= limit && !part.is_empty()));
            assert_eq!(letters(&parts.concat()), letters(text), "{limit}");
        }
    }
}
