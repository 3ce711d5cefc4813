//! Renders the Markdown of an answer in a channel's own markup, and finds where an answer may be
//! split: between blocks, never inside a list or a block of code.

use omni_channel::Markup;
use pulldown_cmark::{CowStr, Event, OffsetIter, Options, Parser, Tag, TagEnd};
use std::iter::Peekable;
use std::ops::Range;

/// Enclose the number of an image while the text is rendered. They are removed from answers.
const IMAGE: (char, char) = ('\u{e000}', '\u{e001}');
const RULE: &str = "———";

/// A message of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Piece {
    /// Text.
    Text(String),
    /// An image that the answer links, with its description.
    Image {
        /// Where it is.
        url: String,
        /// Its description; may be empty.
        caption: String,
    },
}

fn options() -> Options {
    Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS
}

/// A block of the topmost level.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Block {
    /// Where it begins, bytes.
    pub(super) start: usize,
    /// Belongs to the block after it: a heading, a rule.
    pub(super) leads: bool,
    /// It may go on after a blank line.
    pub(super) is_open: bool,
}

/// The blocks of the topmost level, in order.
pub(super) fn blocks(source: &str) -> Vec<Block> {
    let mut found = Vec::new();
    let mut depth = 0_usize;
    for (event, range) in Parser::new_ext(source, options()).into_offset_iter() {
        match event {
            Event::Start(tag) => {
                if depth == 0 {
                    let leads = matches!(tag, Tag::Heading { .. });
                    let is_open = matches!(tag, Tag::List(_));
                    found.push(Block { start: range.start, leads, is_open });
                }
                depth += 1;
            }
            Event::End(_) => depth = depth.saturating_sub(1),
            _ if depth == 0 => {
                found.push(Block { start: range.start, leads: true, is_open: false });
            }
            _ => {}
        }
    }
    found
}

/// Renders a section of an answer. Of the images that it links so many become messages of their own;
/// the others stay links.
pub(crate) fn render(source: &str, markup: &Markup, max_images: usize) -> Vec<Piece> {
    let source: String = source.chars().filter(|one| ![IMAGE.0, IMAGE.1].contains(one)).collect();
    let events = Parser::new_ext(&source, options()).into_offset_iter().peekable();
    let (active, images) = (Vec::new(), Vec::new());
    Renderer { source: &source, markup, events, active, images, max_images }.run()
}

struct Renderer<'a> {
    source: &'a str,
    markup: &'a Markup,
    events: Peekable<OffsetIter<'a>>,
    /// The marks that enclose what is rendered now.
    active: Vec<&'static str>,
    images: Vec<(String, String)>,
    max_images: usize,
}

impl<'a> Renderer<'a> {
    fn run(mut self) -> Vec<Piece> {
        let mut text = String::new();
        while let Some((_, range)) = self.events.peek() {
            let before = &self.source[..range.start];
            let gap = &before[before.trim_end().len()..];
            let Some(block) = self.block() else { break };
            if !text.is_empty() {
                text.push_str(if gap.matches('\n').count() > 1 { "\n\n" } else { "\n" });
            }
            text.push_str(&self.with_images_behind(&block));
        }
        pieces(&text, &self.images)
    }

    /// A block with its images behind its text, in which their descriptions stay.
    fn with_images_behind(&self, block: &str) -> String {
        let (mut text, mut images) = (String::new(), String::new());
        let (mut rest, mut is_image_alone) = (block, true);
        while let Some((before, after)) = rest.split_once(IMAGE.0) {
            let Some((number, after)) = after.split_once(IMAGE.1) else { break };
            is_image_alone &= before.trim().is_empty();
            text.push_str(before);
            images.push(IMAGE.0);
            images.push_str(number);
            images.push(IMAGE.1);
            if let Some((_, caption)) =
                number.parse().ok().and_then(|at: usize| self.images.get(at))
            {
                text.push_str(caption);
            }
            rest = after;
        }
        is_image_alone &= rest.trim().is_empty();
        text.push_str(rest);
        if is_image_alone { images } else { text + &images }
    }

    /// The next block; `None` at the end of the enclosing one.
    fn block(&mut self) -> Option<String> {
        match self.events.peek()? {
            (Event::End(_), _) => None,
            (Event::Start(tag), _) if is_block(tag) => {
                let Some((Event::Start(tag), _)) = self.events.next() else { return None };
                Some(self.of_tag(&tag))
            }
            (Event::Rule, _) => {
                self.events.next();
                Some(RULE.to_owned())
            }
            (Event::Html(_), _) => {
                let Some((Event::Html(html), _)) = self.events.next() else { return None };
                Some(html_text(&html).trim_end().to_owned())
            }
            // Text of a tight list item stands in no paragraph.
            _ => Some(self.inline()),
        }
    }

    fn of_tag(&mut self, tag: &Tag<'a>) -> String {
        match tag {
            Tag::Heading { .. } => {
                let mark = self.markup.bold;
                self.active.push(mark);
                let text = self.inline();
                self.active.pop();
                self.events.next();
                enclose(&text, mark)
            }
            Tag::CodeBlock(_) => self.code_block(),
            Tag::List(start) => self.list(*start),
            Tag::Table(_) => self.table(),
            Tag::BlockQuote(_) => {
                let text = self.children().join("\n");
                prefixed(&text, self.markup.quote, self.markup.quote)
            }
            Tag::Paragraph => {
                let text = self.inline();
                self.events.next();
                text
            }
            _ => self.children().join("\n"),
        }
    }

    /// The blocks up to the end of the enclosing one, which is consumed.
    fn children(&mut self) -> Vec<String> {
        let mut blocks = Vec::new();
        while let Some(block) = self.block() {
            blocks.push(block);
        }
        self.events.next();
        blocks
    }

    fn code_block(&mut self) -> String {
        let mut code = String::new();
        for (event, _) in self.events.by_ref() {
            match event {
                Event::Text(text) => code.push_str(&text),
                Event::End(TagEnd::CodeBlock) => break,
                _ => {}
            }
        }
        let (mark, code) = (self.markup.code_block, code.trim_end_matches('\n'));
        if mark.is_empty() { code.to_owned() } else { format!("{mark}\n{code}\n{mark}") }
    }

    fn list(&mut self, start: Option<u64>) -> String {
        let mut items = Vec::new();
        let mut number = start;
        while let Some((Event::Start(Tag::Item), _)) = self.events.peek() {
            self.events.next();
            let text = self.children().join("\n");
            let bullet = match &mut number {
                Some(number) => {
                    let bullet = format!("{number}. ");
                    *number += 1;
                    bullet
                }
                None => "- ".to_owned(),
            };
            items.push(prefixed(&text, &bullet, &" ".repeat(bullet.len())));
        }
        self.events.next();
        items.join("\n")
    }

    /// A row in a line, its cells separated by bars.
    fn table(&mut self) -> String {
        let (mut rows, mut cells, mut is_head) = (Vec::new(), Vec::new(), false);
        while let Some((event, _)) = self.events.next() {
            match event {
                Event::Start(Tag::TableHead) => is_head = true,
                Event::Start(Tag::TableCell) => {
                    let mark = if is_head { self.markup.bold } else { "" };
                    self.active.push(mark);
                    let cell = self.inline();
                    self.active.pop();
                    cells.push(enclose(&cell, mark));
                }
                Event::End(TagEnd::TableHead | TagEnd::TableRow) => {
                    is_head = false;
                    rows.push(cells.join(" | "));
                    cells.clear();
                }
                Event::End(TagEnd::Table) => break,
                _ => {}
            }
        }
        rows.join("\n")
    }

    /// The text up to the next block or the end of the enclosing element, which is left.
    fn inline(&mut self) -> String {
        let mut text = String::new();
        loop {
            match self.events.peek() {
                None | Some((Event::End(_) | Event::Rule | Event::Html(_), _)) => return text,
                Some((Event::Start(tag), _)) if is_block(tag) => return text,
                Some(_) => {}
            }
            let Some((event, range)) = self.events.next() else { return text };
            match event {
                Event::Text(one) => text.push_str(&one),
                Event::Code(code) => text.push_str(&enclose(&code, self.markup.code)),
                Event::SoftBreak | Event::HardBreak => text.push('\n'),
                Event::InlineHtml(html) => text.push_str(&html_text(&html)),
                Event::TaskListMarker(is_done) => {
                    text.push_str(if is_done { "[x] " } else { "[ ] " });
                }
                Event::Start(tag) => {
                    let span = self.span(&tag, &range);
                    text.push_str(&span);
                }
                _ => {}
            }
        }
    }

    fn span(&mut self, tag: &Tag<'a>, range: &Range<usize>) -> String {
        match tag {
            Tag::Strong => self.marked(self.markup.bold, range, false),
            Tag::Emphasis => self.marked(self.markup.italic, range, true),
            Tag::Strikethrough => self.marked(self.markup.strike, range, false),
            Tag::Link { dest_url, .. } => {
                let label = self.inline();
                self.events.next();
                link(&label, dest_url)
            }
            Tag::Image { dest_url, .. } => {
                self.active.push(self.markup.bold);
                let caption = self.inline();
                self.active.pop();
                self.events.next();
                self.image(&caption, dest_url)
            }
            _ => {
                let text = self.inline();
                self.events.next();
                text
            }
        }
    }

    /// A marked span. Marks inside of a word are no marks to phones; a single one there is more often
    /// a sign of multiplication than an emphasis.
    fn marked(&mut self, mark: &'static str, range: &Range<usize>, is_single: bool) -> String {
        let is_nested = self.active.contains(&mark);
        self.active.push(mark);
        let text = self.inline();
        self.active.pop();
        self.events.next();
        let before = self.source[..range.start].chars().next_back();
        let after = self.source[range.end..].chars().next();
        let in_word = [before, after].into_iter().flatten().any(char::is_alphanumeric);
        if in_word && is_single {
            let sign = &self.source[range.start..=range.start];
            return format!("{sign}{text}{sign}");
        }
        if in_word || is_nested { text } else { enclose(&text, mark) }
    }

    fn image(&mut self, caption: &str, url: &CowStr<'_>) -> String {
        let number = self.images.len();
        let is_web = url.starts_with("https://") || url.starts_with("http://");
        if !is_web || number >= self.max_images {
            return link(caption, url);
        }
        self.images.push((url.to_string(), caption.trim().to_owned()));
        format!("{}{number}{}", IMAGE.0, IMAGE.1)
    }
}

const fn is_block(tag: &Tag<'_>) -> bool {
    !matches!(
        tag,
        Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. } | Tag::Image { .. }
    )
}

/// Puts marks around each line of a text, inside of white space.
fn enclose(text: &str, mark: &str) -> String {
    if mark.is_empty() {
        return text.to_owned();
    }
    let line = |line: &str| {
        let inner = line.trim();
        if inner.is_empty() {
            return line.to_owned();
        }
        let start = line.len() - line.trim_start().len();
        let end = start + inner.len();
        format!("{}{mark}{inner}{mark}{}", &line[..start], &line[end..])
    };
    text.split('\n').map(line).collect::<Vec<_>>().join("\n")
}

/// The text with one prefix before its first line and another before the others.
fn prefixed(text: &str, first: &str, others: &str) -> String {
    let lines = text.split('\n').enumerate();
    let lines = lines.map(|(at, line)| format!("{}{line}", if at == 0 { first } else { others }));
    lines.collect::<Vec<_>>().join("\n")
}

/// A link as text: phones make addresses links by themselves.
fn link(label: &str, url: &str) -> String {
    let shown = url.strip_prefix("mailto:").or_else(|| url.strip_prefix("tel:")).unwrap_or(url);
    match label.trim() {
        "" => shown.to_owned(),
        label if url.is_empty() || url.starts_with('#') || label == shown || label == url => {
            label.to_owned()
        }
        label => format!("{label} ({shown})"),
    }
}

/// HTML stands as it is, except for line breaks.
fn html_text(html: &str) -> String {
    let tag: String = html.chars().filter(|one| !one.is_whitespace() && *one != '/').collect();
    if tag.eq_ignore_ascii_case("<br>") { "\n".to_owned() } else { html.to_owned() }
}

/// Splits the text at its images.
fn pieces(text: &str, images: &[(String, String)]) -> Vec<Piece> {
    let mut found = Vec::new();
    let add_text = |found: &mut Vec<Piece>, text: &str| {
        let text = text.trim().trim_start_matches(RULE).trim_end_matches(RULE).trim();
        if !text.is_empty() {
            found.push(Piece::Text(text.to_owned()));
        }
    };
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(IMAGE.0) {
        add_text(&mut found, before);
        let Some((number, after)) = after.split_once(IMAGE.1) else { break };
        if let Some((url, caption)) = number.parse().ok().and_then(|at: usize| images.get(at)) {
            found.push(Piece::Image { url: url.clone(), caption: caption.clone() });
        }
        rest = after;
    }
    add_text(&mut found, rest);
    found
}

#[cfg(test)]
mod tests;
