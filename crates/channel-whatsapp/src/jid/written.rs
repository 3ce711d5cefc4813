//! The forms in which people and programs write a number: links and copied text.

use omni_domain::visible;

/// Hosts of links that open a chat with the number in the path.
const PATH_HOSTS: [&str; 2] = ["wa.me/", "www.wa.me/"];
/// Links that open a chat with the number as the parameter `phone`.
const QUERY_LINKS: [&str; 4] =
    ["api.whatsapp.com/send", "web.whatsapp.com/send", "www.whatsapp.com/send", "//send"];

/// The number or address in a text: without characters that cannot be seen, as WhatsApp's own copy
/// adds them, and taken out of `tel:`, `whatsapp:` and `wa.me` forms.
pub(super) fn recipient(text: &str) -> String {
    let text = visible(text);
    let text = text.trim();
    let inner = tel(text).or_else(|| link(text)).unwrap_or(text);
    decoded(inner).trim().to_owned()
}

/// The rest after a prefix, whatever its case.
fn after<'t>(text: &'t str, prefix: &str) -> Option<&'t str> {
    let (start, rest) = text.split_at_checked(prefix.len())?;
    start.eq_ignore_ascii_case(prefix).then_some(rest)
}

/// `tel:+55-11-99999-8888;phone-context=…`
fn tel(text: &str) -> Option<&str> {
    after(text, "tel:")?.split(';').next()
}

fn link(text: &str) -> Option<&str> {
    let rest = after(text, "whatsapp:")
        .or_else(|| after(text, "https://"))
        .or_else(|| after(text, "http://"))
        .unwrap_or(text);
    if let Some(path) = PATH_HOSTS.iter().find_map(|host| after(rest, host)) {
        return path.split(['/', '?', '#']).next();
    }
    if let Some(query) = QUERY_LINKS.iter().find_map(|link| after(rest, link)) {
        return phone_of(query);
    }
    after(text, "whatsapp:")
}

/// The parameter `phone` of `/?phone=…&text=…`.
fn phone_of(query: &str) -> Option<&str> {
    let (_, query) = query.split_once('?')?;
    query.split(['&', '#']).find_map(|pair| after(pair, "phone="))
}

/// The few characters of a number that links encode.
fn decoded(text: &str) -> String {
    text.replace("%2B", "+").replace("%2b", "+").replace("%20", " ")
}
