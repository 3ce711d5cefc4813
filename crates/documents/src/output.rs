//! The extracted text, within bounds.

use crate::bounds::{Bounds, MAX_CHARS};

/// Calls between two checks of the clock.
const CHECK_INTERVAL: u32 = 256;
const LEFT_OUT: &str = "\n[… the rest is left out]";

/// Whether an extracted text is only the first part of its document.
pub fn is_partial(text: &str) -> bool {
    text.ends_with(LEFT_OUT)
}

/// Text that is collected until a limit of length or time is reached.
pub(crate) struct TextOutput<'a> {
    text: String,
    chars: usize,
    /// No more text is accepted.
    full: bool,
    /// A part is left out.
    truncated: bool,
    calls: u32,
    bounds: &'a Bounds,
}

impl<'a> TextOutput<'a> {
    pub(crate) fn new(bounds: &'a Bounds) -> Self {
        Self { text: String::new(), chars: 0, full: false, truncated: false, calls: 0, bounds }
    }

    /// Appends text, up to the limit. NUL is removed: databases refuse a text with one.
    pub(crate) fn push(&mut self, text: &str) {
        if text.contains('\0') {
            return self.push(&text.replace('\0', ""));
        }
        let left = MAX_CHARS.saturating_sub(self.chars);
        match text.char_indices().nth(left) {
            None => {
                self.text.push_str(text);
                self.chars += text.chars().count();
            }
            Some((end, _)) => {
                self.text.push_str(&text[..end]);
                self.chars += left;
                self.truncate();
            }
        }
    }

    /// Whether reading should continue. Checked in every loop.
    pub(crate) fn can_continue(&mut self) -> bool {
        self.calls = self.calls.wrapping_add(1);
        if self.calls.is_multiple_of(CHECK_INTERVAL) && self.bounds.expired() {
            self.truncate();
        }
        !self.full
    }

    /// Ends the text here: the rest is left out.
    pub(crate) fn truncate(&mut self) {
        (self.full, self.truncated) = (true, true);
    }

    /// Marks that a part is left out; reading continues.
    pub(crate) fn mark_omission(&mut self) {
        self.truncated = true;
    }

    /// The bounds of the text.
    pub(crate) fn bounds(&self) -> &'a Bounds {
        self.bounds
    }

    pub(crate) fn ends_with(&self, end: char) -> bool {
        self.text.ends_with(end)
    }

    /// Starts a new line, unless one has just started.
    pub(crate) fn start_line(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.push("\n");
        }
    }

    /// Ends with a blank line.
    pub(crate) fn blank_line(&mut self) {
        self.start_line();
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.push("\n");
        }
    }

    /// Letters and digits so far.
    pub(crate) fn letters(&self) -> usize {
        self.text.chars().filter(|one| one.is_alphanumeric()).count()
    }

    /// The text, and a note where some is left out.
    pub(crate) fn finish(self) -> String {
        let text = self.text.trim();
        if self.truncated && !text.is_empty() {
            format!("{text}{LEFT_OUT}")
        } else {
            text.to_owned()
        }
    }
}

/// Truncates a text to the limit of a document's text, with a note. NUL is removed: databases
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
