//! What models write that is not for the reader: reasoning and calls of tools, as markup in the text.
//!
//! Servers are meant to take it out and often do not: the marks differ by model, and a template that
//! has no rule for its model passes them on. A mark may come in any number of pieces.

/// Elements whose content is cut, in any case, with a prefix (`ns:think`) or without one.
const ELEMENTS: &[&str] = &[
    "think",
    "thinking",
    "thought",
    "thoughts",
    "reasoning",
    "reflection",
    "scratchpad",
    "inner_monologue",
    "tool_call",
    "tool_calls",
    "tool_use",
    "tool_code",
    "tool_response",
    "tool_result",
    "tool_results",
    "tool_output",
    "tool_outputs",
    "function",
    "function_call",
    "function_calls",
    "function_response",
    "function_result",
    "function_results",
    "invoke",
];

/// Elements of reasoning. Some templates write the opening tag into the prompt, so that the answer
/// holds the closing one alone: what is before it is reasoning.
const REASONING: &[&str] = &["think", "thinking", "thought", "thoughts", "reasoning"];

/// Marks that are no elements, and what ends what they begin. An empty end is the end of the text.
const MARKS: &[(&str, &str)] = &[
    ("[THINK]", "[/THINK]"),
    ("[TOOL_CALLS]", ""),
    ("◁think▷", "◁/think▷"),
    ("<｜tool▁calls▁begin｜>", "<｜tool▁calls▁end｜>"),
    ("<|START_THINKING|>", "<|END_THINKING|>"),
    ("<|START_ACTION|>", "<|END_ACTION|>"),
    ("<|tool_calls_section_begin|>", "<|tool_calls_section_end|>"),
    ("<|channel|>analysis", "<|end|>"),
    ("<|channel|>commentary", "<|end|>"),
    ("<|python_tag|>", ""),
];

/// Ends of reasoning whose beginning a template wrote into the prompt.
const ENDS: &[&str] = &["[/THINK]", "◁/think▷", "<|END_THINKING|>"];

/// Tokens of a template that stand alone.
const TOKENS: &[&str] = &[
    "<|start|>assistant",
    "<|channel|>final<|message|>",
    "<|end|>",
    "<|return|>",
    "<|im_end|>",
    "<|eot_id|>",
    "<|END_RESPONSE|>",
    "<|START_RESPONSE|>",
];

/// A tag is no longer than this, bytes.
const MAX_TAG: usize = 512;
/// Its name, with a prefix, is no longer than this, bytes.
const MAX_NAME: usize = 40;

/// Takes a text in pieces and returns what is for the reader.
#[derive(Debug, Default)]
pub(crate) struct Hidden {
    /// What may be the beginning of a mark.
    held: String,
    /// What ends the part that is being cut.
    until: Option<String>,
    /// The last character that was not cut.
    before: Option<char>,
    /// Whether an odd number of backquotes is in the line so far.
    in_code: bool,
}

/// What a piece brought.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Shown {
    /// All that was shown so far was reasoning.
    pub(crate) forget: bool,
    /// To be shown now.
    pub(crate) text: String,
}

/// What the beginning of a text is.
enum Mark {
    /// No mark.
    None,
    /// More is needed to know.
    Open,
    /// This many bytes are cut.
    Cut(usize),
    /// This many bytes are cut, and all that follows up to this end.
    Begin(usize, String),
    /// This many bytes are cut, and all that was before them.
    Orphan(usize),
}

impl Hidden {
    /// Takes the next piece.
    pub(crate) fn push(&mut self, piece: &str) -> Shown {
        let mut text = std::mem::take(&mut self.held);
        text.push_str(piece);
        let mut shown = Shown::default();
        let mut rest = text.as_str();
        while !rest.is_empty() {
            if let Some(end) = self.until.clone() {
                let Some(after) = self.skip(rest, &end) else { return shown };
                rest = &rest[after..];
                continue;
            }
            let plain = rest.find(['<', '[', '◁']).unwrap_or(rest.len());
            self.show(&rest[..plain], &mut shown);
            rest = &rest[plain..];
            let Some(first) = rest.chars().next() else { break };
            // Directly after an opening backquote it is spoken of, not meant.
            let is_quoted = self.in_code && self.before == Some('`');
            let mark = if is_quoted { Mark::None } else { mark(rest) };
            match mark {
                Mark::None => {
                    let (one, more) = rest.split_at(first.len_utf8());
                    self.show(one, &mut shown);
                    rest = more;
                }
                Mark::Open => {
                    rest.clone_into(&mut self.held);
                    return shown;
                }
                Mark::Cut(length) => rest = &rest[length..],
                Mark::Begin(length, end) => {
                    self.until = Some(end);
                    rest = &rest[length..];
                }
                Mark::Orphan(length) => {
                    shown = Shown { forget: true, text: String::new() };
                    (self.before, self.in_code) = (None, false);
                    rest = &rest[length..];
                }
            }
        }
        shown
    }

    /// The end: what looked like the beginning of a mark was none.
    pub(crate) fn finish(&mut self) -> String {
        let held = std::mem::take(&mut self.held);
        if self.until.take().is_some() { String::new() } else { held }
    }

    fn show(&mut self, text: &str, shown: &mut Shown) {
        for letter in text.chars() {
            match letter {
                '`' => self.in_code = !self.in_code,
                '\n' => self.in_code = false,
                _ => {}
            }
            self.before = Some(letter);
        }
        shown.text.push_str(text);
    }

    /// Where the part that is cut ends; `None` if it goes on.
    fn skip(&mut self, rest: &str, end: &str) -> Option<usize> {
        if !end.is_empty()
            && let Some(at) = find(rest, end)
        {
            self.until = None;
            return Some(at + end.len());
        }
        // The end may have begun.
        let keep = rest.len().saturating_sub(end.len());
        rest[rest.ceil_char_boundary(keep)..].clone_into(&mut self.held);
        None
    }
}

/// What of a whole text is for the reader.
pub(crate) fn visible(text: &str) -> String {
    let mut hidden = Hidden::default();
    hidden.push(text).text + &hidden.finish()
}

/// Where the end is, in any case of ASCII letters.
fn find(text: &str, end: &str) -> Option<usize> {
    let (text, end) = (text.as_bytes(), end.as_bytes());
    text.windows(end.len()).position(|window| window.eq_ignore_ascii_case(end))
}

fn mark(text: &str) -> Mark {
    if let Some((begin, end)) = MARKS.iter().find(|(begin, _)| text.starts_with(begin)) {
        return Mark::Begin(begin.len(), (*end).to_owned());
    }
    if let Some(end) = ENDS.iter().find(|end| text.starts_with(**end)) {
        return Mark::Orphan(end.len());
    }
    if let Some(token) = TOKENS.iter().find(|token| text.starts_with(**token)) {
        return Mark::Cut(token.len());
    }
    let mut marks = MARKS.iter().map(|(begin, _)| begin).chain(ENDS).chain(TOKENS);
    if marks.any(|mark| mark.starts_with(text)) { Mark::Open } else { tag(text) }
}

/// A tag of one of the elements at the beginning of the text.
fn tag(text: &str) -> Mark {
    let Some(inner) = text.strip_prefix('<') else { return Mark::None };
    let (closes, inner) = inner.strip_prefix('/').map_or((false, inner), |inner| (true, inner));
    let is_name = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | ':');
    let length = inner.find(|letter| !is_name(letter));
    let full = &inner[..length.unwrap_or(inner.len())];
    let name = full.rsplit_once(':').map_or(full, |(_, name)| name).to_ascii_lowercase();
    if full.len() > MAX_NAME {
        return Mark::None;
    }
    if length.is_none() {
        return Mark::Open;
    }
    let after = inner[full.len()..].chars().next();
    let ends_name =
        after.is_some_and(|after| after.is_whitespace() || matches!(after, '>' | '/' | '='));
    if !ELEMENTS.contains(&name.as_str()) || !ends_name {
        return Mark::None;
    }
    let end = match text.find('>') {
        Some(end) if end < MAX_TAG => end,
        None if text.len() < MAX_TAG => return Mark::Open,
        _ => return Mark::None,
    };
    let length = end + 1;
    if closes {
        return if REASONING.contains(&name.as_str()) {
            Mark::Orphan(length)
        } else {
            Mark::Cut(length)
        };
    }
    if text[..end].ends_with('/') {
        return Mark::Cut(length);
    }
    Mark::Begin(length, format!("</{full}>"))
}

#[cfg(test)]
mod tests {
    use super::{Hidden, MARKS};
    use proptest::prelude::{Strategy as _, prop, prop_assert_eq, proptest};

    /// What is left of a text that comes in these pieces.
    fn left<'a>(pieces: impl IntoIterator<Item = &'a str>) -> String {
        let (mut hidden, mut text) = (Hidden::default(), String::new());
        for piece in pieces {
            let shown = hidden.push(piece);
            if shown.forget {
                text.clear();
            }
            text.push_str(&shown.text);
        }
        text + &hidden.finish()
    }

    /// What a model writes, and what of it is for the reader.
    const CASES: &[(&str, &str)] = &[
        ("<think>The user greets.</think>\n\nHello!", "\n\nHello!"),
        ("Hi <THINKING kind=\"x\">no</Thinking>there", "Hi there"),
        ("<ns:think>no</ns:think>yes", "yes"),
        ("One moment.<tool_call>{\"a\": \"<b>\"}</tool_call> Done.", "One moment. Done."),
        ("<function_calls><invoke name=\"f\">1</invoke></function_calls>ok", "ok"),
        ("<function=add>{\"a\": 1}</function>ok", "ok"),
        ("a<tool_result/>b", "ab"),
        ("a stray</tool_call> end", "a stray end"),
        ("the prompt opened it</think>\nHello", "\nHello"),
        ("opened it, too[/THINK]Hello", "Hello"),
        ("It never ends <think>and so", "It never ends "),
        ("[THINK]no[/THINK]yes [1] [T]", "yes [1] [T]"),
        ("ok[TOOL_CALLS][{\"name\":\"f\"}]", "ok"),
        ("◁think▷não◁/think▷sim", "sim"),
        ("<｜tool▁calls▁begin｜>f<｜tool▁calls▁end｜>sim", "sim"),
        (
            "<|channel|>analysis<|message|>no<|end|><|start|>assistant<|channel|>final<|message|>yes<|return|>",
            "yes",
        ),
        (
            "2 < 3, <b>bold</b>, <thinker>, a <- b, [link](u)",
            "2 < 3, <b>bold</b>, <thinker>, a <- b, [link](u)",
        ),
        ("Write `<think>` and `</think>` around it.", "Write `<think>` and `</think>` around it."),
        ("`x`<think>no</think>", "`x`"),
        ("ends with <thi", "ends with <thi"),
    ];

    #[test]
    fn reasoning_and_calls_of_tools_are_cut_and_nothing_else() {
        for (written, expected) in CASES {
            assert_eq!(left([*written]), *expected, "{written}");
        }
        for (begin, end) in MARKS {
            let written = format!("{begin}no{end}");
            assert_eq!(left([written.as_str()]), "", "{written}");
        }
    }

    #[test]
    fn a_mark_is_cut_wherever_two_pieces_meet() {
        for (written, expected) in CASES {
            for (at, _) in written.char_indices() {
                let (head, tail) = written.split_at(at);
                assert_eq!(left([head, tail]), *expected, "{head}|{tail}");
            }
        }
    }

    proptest! {
        #[test]
        fn pieces_make_no_difference(
            parts in prop::collection::vec(prop::sample::select(vec![
                "<think>", "</think>", "<", ">", "/", "think", "<tool_call", "</tool_call>", "`",
                "[THINK]", "[/THINK]", "[", "◁think▷", "◁", "<|", "|>", "<|end|>", "\n", "ä", " ",
                "<ns:", "words",
            ]), 0..24),
            sizes in prop::collection::vec(1_usize..6, 1..8),
        ) {
            let written = parts.concat();
            let letters: Vec<char> = written.chars().collect();
            let mut pieces = Vec::new();
            let mut from = 0;
            for size in sizes.iter().cycle() {
                if from >= letters.len() {
                    break;
                }
                let to = (from + size).min(letters.len());
                pieces.push(letters[from..to].iter().collect::<String>());
                from = to;
            }
            prop_assert_eq!(left(pieces.iter().map(String::as_str)), left([written.as_str()]));
        }

        #[test]
        fn text_without_marks_is_left_as_it_is(text in "[a-z<>/ 0-9äé.\n]{0,80}".prop_filter(
            "no mark", |text| !super::ELEMENTS.iter().any(|name| text.contains(name))
        )) {
            prop_assert_eq!(left([text.as_str()]), text);
        }
    }
}
