//! What was read so far, within bounds.

use crate::bounds::{Bounds, MAX_CHARS};

/// So many questions between two looks at the clock.
const LOOK: u32 = 256;
const LEFT_OUT: &str = "\n[… the rest is left out]";

/// Words that are gathered until there are enough, or the time is over.
pub(crate) struct Words<'a> {
    text: String,
    chars: usize,
    /// Nothing more is taken.
    full: bool,
    /// Something is left out.
    cut: bool,
    looks: u32,
    bounds: &'a Bounds,
}

impl<'a> Words<'a> {
    pub(crate) fn new(bounds: &'a Bounds) -> Self {
        Self { text: String::new(), chars: 0, full: false, cut: false, looks: 0, bounds }
    }

    /// Adds words, as many as there is room for. No NUL: databases refuse a text with one.
    pub(crate) fn push(&mut self, text: &str) {
        if text.contains('\0') {
            return self.push(&text.replace('\0', ""));
        }
        let room = MAX_CHARS.saturating_sub(self.chars);
        match text.char_indices().nth(room) {
            None => {
                self.text.push_str(text);
                self.chars += text.chars().count();
            }
            Some((end, _)) => {
                self.text.push_str(&text[..end]);
                self.chars += room;
                self.cut();
            }
        }
    }

    /// Whether there is a point in reading on. Asked in every loop.
    pub(crate) fn wanted(&mut self) -> bool {
        self.looks = self.looks.wrapping_add(1);
        if self.looks.is_multiple_of(LOOK) && self.bounds.over() {
            self.cut();
        }
        !self.full
    }

    /// Ends it here: what comes is left out.
    pub(crate) fn cut(&mut self) {
        (self.full, self.cut) = (true, true);
    }

    /// Says that a part is left out; others follow.
    pub(crate) fn miss(&mut self) {
        self.cut = true;
    }

    /// The bounds that it keeps.
    pub(crate) fn bounds(&self) -> &'a Bounds {
        self.bounds
    }

    pub(crate) fn ends_with(&self, end: char) -> bool {
        self.text.ends_with(end)
    }

    /// A new line, unless one has just begun.
    pub(crate) fn line(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.push("\n");
        }
    }

    /// An empty line, unless there is one.
    pub(crate) fn gap(&mut self) {
        self.line();
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.push("\n");
        }
    }

    /// Letters and digits so far: what says something.
    pub(crate) fn letters(&self) -> usize {
        self.text.chars().filter(|one| one.is_alphanumeric()).count()
    }

    /// The text, and a note where some is left out.
    pub(crate) fn finish(self) -> String {
        let text = self.text.trim();
        if self.cut && !text.is_empty() { format!("{text}{LEFT_OUT}") } else { text.to_owned() }
    }
}

/// A text as long as is kept of a document, with a note where some is left out. No NUL: databases
/// refuse a text with one.
pub fn clip(text: &str) -> String {
    if text.contains('\0') {
        return clip(&text.replace('\0', ""));
    }
    match text.char_indices().nth(MAX_CHARS) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}{LEFT_OUT}", &text[..end]),
    }
}
