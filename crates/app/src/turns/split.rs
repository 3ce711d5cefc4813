//! From an answer to messages: on blank lines if wanted, then to the channel's limit, at a
//! paragraph, a line, a sentence or a word, whichever comes first in that order in the second half
//! of what fits.

/// The parts of an answer; none is empty.
pub(crate) fn split(text: &str, on_blank_lines: bool, limit: usize) -> Vec<String> {
    let mut cutter = Cutter::new(on_blank_lines, limit);
    let mut parts = cutter.push(text);
    parts.extend(cutter.finish());
    parts
}

/// Splits an answer that arrives in pieces.
#[derive(Debug)]
pub(crate) struct Cutter {
    open: String,
    on_blank_lines: bool,
    limit: usize,
}

impl Cutter {
    pub(crate) fn new(on_blank_lines: bool, limit: usize) -> Self {
        Self { open: String::new(), on_blank_lines, limit: limit.max(1) }
    }

    /// The paragraphs that are finished with this piece.
    pub(crate) fn push(&mut self, piece: &str) -> Vec<String> {
        self.open.push_str(piece);
        let mut parts = Vec::new();
        while self.on_blank_lines {
            let Some((at, end)) = blank_line(&self.open) else { break };
            let rest = self.open.split_off(end);
            self.open.truncate(at);
            let paragraph = std::mem::replace(&mut self.open, rest);
            fit(&paragraph, self.limit, &mut parts);
        }
        parts
    }

    /// What is left.
    pub(crate) fn finish(&mut self) -> Vec<String> {
        let mut parts = Vec::new();
        fit(&std::mem::take(&mut self.open), self.limit, &mut parts);
        parts
    }
}

/// Where the first blank line begins and ends. A blank line at the very end may grow.
fn blank_line(text: &str) -> Option<(usize, usize)> {
    let mut from = 0;
    while let Some(found) = text[from..].find('\n') {
        let at = from + found;
        let rest = &text[at + 1..];
        let blank = rest.len() - rest.trim_start_matches([' ', '\t', '\r']).len();
        let after = &rest[blank..];
        if after.starts_with('\n') {
            let end = at + 1 + blank + 1;
            let more = &text[end..];
            let skipped = more.len() - more.trim_start().len();
            // The next piece decides whether the blank lines are over.
            return (skipped < more.len()).then_some((at, end + skipped));
        }
        from = at + 1;
    }
    None
}

/// Cuts a paragraph to the limit, in characters.
fn fit(paragraph: &str, limit: usize, parts: &mut Vec<String>) {
    let mut rest = paragraph.trim();
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
    use super::{Cutter, split};

    #[test]
    fn answers_split_on_blank_lines_and_at_the_limit() {
        assert_eq!(split("one\n\ntwo\nlines\n\n\n\n", true, 100), ["one", "two\nlines"]);
        assert_eq!(split("one\r\n \r\ntwo", true, 100), ["one", "two"]);
        assert_eq!(split("one\n\ntwo", false, 100), ["one\n\ntwo"]);
        assert_eq!(split("äöüß", true, 3), ["äöü", "ß"]);
        assert!(split("  \n\n ", true, 10).is_empty());
    }

    #[test]
    fn the_limit_cuts_at_the_largest_unit_that_fits() {
        assert_eq!(split("aaa bbb\n\nccc dd", false, 10), ["aaa bbb", "ccc dd"]);
        assert_eq!(split("aaaa bb\ncc. dd ee", false, 12), ["aaaa bb", "cc. dd ee"]);
        assert_eq!(split("Yes it is. No way", false, 14), ["Yes it is.", "No way"]);
        assert_eq!(split("one two three", false, 9), ["one two", "three"]);
        assert_eq!(split("one twothree", false, 7), ["one", "twothre", "e"], "a long word is cut");
        assert_eq!(split("one two three", false, 7), ["one two", "three"]);
    }

    #[test]
    fn nothing_is_lost_at_any_limit() {
        let text = "Lorem ipsum dolor. Sit amet!\n\nConsectetur\nadipiscing élit sed";
        let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
        for limit in 1..70 {
            let parts = split(text, limit % 2 == 0, limit);
            assert!(parts.iter().all(|part| part.chars().count() <= limit && !part.is_empty()));
            assert_eq!(letters(&parts.concat()), letters(text), "{limit}");
        }
    }

    #[test]
    fn pieces_give_the_same_parts_wherever_they_are_cut() {
        let text = "first\n\nsecond line\nof it\n \n\nthird ä\n\n";
        let whole = split(text, true, 100);
        assert_eq!(whole, ["first", "second line\nof it", "third ä"]);
        for (at, _) in text.char_indices() {
            let mut cutter = Cutter::new(true, 100);
            let mut parts = cutter.push(&text[..at]);
            parts.extend(cutter.push(&text[at..]));
            parts.extend(cutter.finish());
            assert_eq!(parts, whole, "cut at {at}");
        }
    }
}
