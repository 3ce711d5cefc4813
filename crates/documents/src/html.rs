//! Pages of the web: their text without markup, a line for each block. No tree is built, and nothing that
//! a page names is fetched.

use crate::bounds::Bounds;
use crate::error::Unreadable;
use crate::output::TextOutput;
use crate::text::decode;
use quick_xml::escape::resolve_html5_entity;

/// Elements whose content is not shown as text.
const HIDDEN: [&str; 6] = ["script", "style", "template", "noscript", "svg", "title"];
/// Elements that stand within a line.
const INLINE: [&str; 24] = [
    "a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "em", "font", "i", "img", "kbd",
    "mark", "q", "s", "small", "span", "strong", "sub", "sup", "td", "th", "u",
];
/// Longest name of an entity or number of a character, with its end.
const ENTITY_BYTES: usize = 32;

pub(crate) fn read<'a>(bytes: &[u8], bounds: &'a Bounds) -> Result<TextOutput<'a>, Unreadable> {
    let page = decode(bytes)?;
    let mut output = TextOutput::new(bounds);
    let mut rest = page.as_str();
    while !rest.is_empty() && output.can_continue() {
        let Some(at) = rest.find('<') else {
            write(&mut output, rest);
            break;
        };
        write(&mut output, &rest[..at]);
        rest = after_markup(&mut output, &rest[at..]);
    }
    Ok(output)
}

/// What follows the markup that begins here; of a lone `<`, what follows it.
fn after_markup<'p>(output: &mut TextOutput<'_>, markup: &'p str) -> &'p str {
    if let Some(comment) = markup.strip_prefix("<!--") {
        return comment.split_once("-->").map_or("", |(_, after)| after);
    }
    let inner = &markup[1..];
    let is_tag =
        inner.starts_with(|first: char| first.is_ascii_alphabetic() || "/!?".contains(first));
    if !is_tag {
        write(output, "<");
        return inner;
    }
    let end = end_of_tag(inner);
    let after = inner.get(end + 1..).unwrap_or_default();
    let closes = inner.starts_with('/');
    let name = name(inner);
    if HIDDEN.contains(&name.as_str()) && !closes && !inner[..end].ends_with('/') {
        return after_element(after, &name);
    }
    match name.as_str() {
        "td" | "th" if closes => output.push(" | "),
        "li" if !closes => {
            output.start_line();
            output.push("- ");
        }
        "p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => output.blank_line(),
        inline if INLINE.contains(&inline) => {}
        _ => output.start_line(),
    }
    after
}

/// Where a tag ends: at the `>` that is in no value of an attribute.
fn end_of_tag(inner: &str) -> usize {
    let mut quote = None;
    for (at, byte) in inner.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return at,
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
    }
    // A quote that is never closed: the first `>` ends it, so that the page is not lost.
    inner.find('>').unwrap_or(inner.len())
}

fn name(inner: &str) -> String {
    let inner = inner.trim_start_matches('/');
    let end = inner.find(|one: char| !one.is_ascii_alphanumeric()).unwrap_or(inner.len());
    inner[..end].to_ascii_lowercase()
}

/// What follows the end of an element whose content is left out.
fn after_element<'p>(content: &'p str, name: &str) -> &'p str {
    let mut rest = content;
    while let Some((_, after)) = rest.split_once("</") {
        let closed = after.get(..name.len()).zip(after.get(name.len()..));
        let is_end = closed.is_some_and(|(found, next)| {
            found.eq_ignore_ascii_case(name) && !next.starts_with(|one: char| one.is_alphanumeric())
        });
        if is_end {
            return after.split_once('>').map_or("", |(_, after)| after);
        }
        rest = after;
    }
    ""
}

/// Writes text with single spaces, as it is shown.
fn write(output: &mut TextOutput<'_>, text: &str) {
    let text = resolved(text);
    let mut needs_space = text.starts_with(char::is_whitespace);
    for word in text.split_whitespace() {
        if needs_space && !output.ends_with('\n') && !output.ends_with(' ') {
            output.push(" ");
        }
        output.push(word);
        needs_space = true;
    }
    let ends_in_space = text.ends_with(char::is_whitespace) && !text.trim().is_empty();
    if ends_in_space && !output.ends_with(' ') {
        output.push(" ");
    }
}

/// Resolves `&amp;` and `&#65;`; what is none stays as it is.
fn resolved(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        plain.push_str(before);
        let near = &after[..after.floor_char_boundary(ENTITY_BYTES)];
        let named =
            near.split_once(';').and_then(|(name, _)| Some((entity(name)?, name.len() + 1)));
        let (character, length) = named.unwrap_or_else(|| ("&".to_owned(), 0));
        plain.push_str(&character);
        rest = &after[length..];
    }
    plain.push_str(rest);
    plain
}

fn entity(name: &str) -> Option<String> {
    let Some(number) = name.strip_prefix('#') else {
        return resolve_html5_entity(name).map(str::to_owned);
    };
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16),
        None => number.parse(),
    };
    char::from_u32(code.ok()?).map(String::from)
}

#[cfg(test)]
mod tests {
    use super::read;
    use crate::bounds::Bounds;
    use rstest::rstest;
    use std::time::Duration;

    #[rstest]
    #[case(
        "<p>Open from <b>9</b> to\n6.</p><p>Closed on Sundays.",
        "Open from 9 to 6.\n\nClosed on Sundays."
    )]
    #[case(
        "<html><head><title>x</title></head><body>Hi<script>if (a < b) {}</SCRIPT > there",
        "Hi there"
    )]
    #[case("<ul><li>Tea<li>Coffee</ul>", "- Tea\n- Coffee")]
    #[case("<table><tr><td>Tea</td><td>3 &euro;</td></tr></table>", "Tea | 3 € |")]
    #[case("a &lt;b&gt; &amp; &#233;&#xE9; &unknown; &", "a <b> & éé &unknown; &")]
    #[case("1 < 2 <!-- <p>hidden</p> --> and <a title=\"a > b\">3</a>", "1 < 2 and 3")]
    #[case("<a title=\"never closed>text", "text")]
    #[case("<style>p { color: red }", "")]
    fn a_page_is_its_text(#[case] page: &str, #[case] expected: &str) {
        let bounds = Bounds::lasting(Duration::from_secs(9));
        let output = read(page.as_bytes(), &bounds);
        assert_eq!(output.map(crate::output::TextOutput::finish).as_deref(), Ok(expected));
    }
}
