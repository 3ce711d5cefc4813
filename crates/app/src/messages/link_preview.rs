//! The preview of the first link of a text, read from its page, with a small copy of its picture.

use crate::app::App;
use crate::error::Field;
use crate::images;
use crate::net::fetch;
use crate::sessions::InstanceMeta;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use futures::StreamExt as _;
use omni_domain::content::LinkPreview;
use tokio::time::{Instant, timeout_at};
use url::Url;

pub(super) const MAX_TITLE_CHARS: usize = 256;
pub(super) const MAX_DESCRIPTION_CHARS: usize = 512;
const MAX_ADDRESS_CHARS: usize = 2048;

/// The preview, if the instance sends previews, the text has a link, and its page has a title. A
/// page that cannot be read in time has none: the text is sent without.
pub(crate) async fn link_preview(
    app: &App,
    instance: &InstanceMeta,
    text: &str,
) -> Option<LinkPreview> {
    if !instance.messaging.link_previews {
        return None;
    }
    let link = links(text).next()?;
    let deadline = Instant::now() + app.config.outbound.preview_timeout;
    let page = timeout_at(deadline, page(app, link)).await.ok()??;
    let (preview, picture) = of_page(link, &page)?;
    // A picture that is late leaves the rest of the preview.
    let thumbnail = match picture {
        Some(picture) => timeout_at(deadline, thumbnail(app, &picture)).await.ok().flatten(),
        None => None,
    };
    Some(LinkPreview { thumbnail, ..preview })
}

/// The web addresses in a text, without the punctuation behind them.
pub(super) fn links(text: &str) -> impl Iterator<Item = &str> {
    let is_link = |word: &&str| {
        ["http://", "https://"].iter().any(|scheme| {
            word.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
        })
    };
    let words = text.split_whitespace().map(|word| word.trim_start_matches(['(', '<', '"']));
    words
        .filter(is_link)
        .map(|link| link.trim_end_matches(['.', ',', ';', ':', '!', '?', ')', '>', '"', '\'']))
}

/// The beginning of a page, in which its title is.
async fn page(app: &App, link: &str) -> Option<String> {
    let fetched = fetch::fetch(app, &Field::FileUrl, link).await.ok()?;
    if fetched.mime_type.as_deref() != Some("text/html") {
        return None;
    }
    let mut bytes = fetched.bytes;
    let mut page = Vec::new();
    while page.len() < app.config.outbound.preview_bytes {
        let Some(Ok(piece)) = bytes.next().await else { break };
        page.extend_from_slice(&piece);
    }
    page.truncate(app.config.outbound.preview_bytes);
    Some(String::from_utf8_lossy(&page).into_owned())
}

/// A small copy of a page's picture, in base64. A page chooses the address, so it passes the same
/// guard as the page.
async fn thumbnail(app: &App, picture: &Url) -> Option<String> {
    let most = app.config.outbound.preview_bytes;
    let fetched = fetch::fetch(app, &Field::FileUrl, picture.as_str()).await.ok()?;
    let mut pieces = fetched.bytes;
    let mut bytes = Vec::new();
    while let Some(piece) = pieces.next().await {
        bytes.extend_from_slice(&piece.ok()?);
        if bytes.len() > most {
            return None;
        }
    }
    let small = images::thumbnail(Field::FileUrl, bytes.into()).await.ok()?;
    Some(STANDARD.encode(small))
}

/// What a page states about itself.
#[derive(Default)]
struct Head {
    title: Option<String>,
    og_title: Option<String>,
    description: Option<String>,
    og_description: Option<String>,
    og_image: Option<String>,
}

/// The preview, and the address of the page's picture.
fn of_page(link: &str, page: &str) -> Option<(LinkPreview, Option<Url>)> {
    let head = head(page);
    let title = head.og_title.or(head.title)?;
    let picture = head
        .og_image
        .and_then(|address| Url::parse(link).ok()?.join(&plain(&address, MAX_ADDRESS_CHARS)).ok());
    let description = head.og_description.or(head.description);
    let preview = LinkPreview {
        url: link.to_owned(),
        title: Some(plain(&title, MAX_TITLE_CHARS)).filter(|title| !title.is_empty()),
        description: description
            .map(|text| plain(&text, MAX_DESCRIPTION_CHARS))
            .filter(|text| !text.is_empty()),
        thumbnail: None,
    };
    preview.title.is_some().then_some((preview, picture))
}

fn head(page: &str) -> Head {
    let mut head = Head::default();
    let mut rest = page;
    while let Some((_, after)) = rest.split_once('<') {
        let Some((tag, after)) = after.split_once('>') else { break };
        rest = after;
        let name = tag.split(|c: char| c.is_whitespace() || c == '/').next().unwrap_or_default();
        if name.eq_ignore_ascii_case("title") && head.title.is_none() {
            head.title = after.split('<').next().map(str::to_owned);
        } else if name.eq_ignore_ascii_case("meta") {
            meta(tag, &mut head);
        } else if name.eq_ignore_ascii_case("body") {
            break;
        }
    }
    head
}

fn meta(tag: &str, head: &mut Head) {
    let name = attribute(tag, "property").or_else(|| attribute(tag, "name"));
    let (Some(name), Some(content)) = (name, attribute(tag, "content")) else { return };
    let field = match name.to_ascii_lowercase().as_str() {
        "og:title" => &mut head.og_title,
        "og:description" => &mut head.og_description,
        "description" => &mut head.description,
        "og:image" => &mut head.og_image,
        _ => return,
    };
    field.get_or_insert_with(|| content.to_owned());
}

/// The value of an attribute of a tag.
fn attribute<'a>(tag: &'a str, wanted: &str) -> Option<&'a str> {
    let mut rest = tag;
    while let Some((before, after)) = rest.split_once('=') {
        let name = before.split_whitespace().next_back().unwrap_or_default();
        let after = after.trim_start();
        let (value, following) = match after.chars().next()? {
            quote @ ('"' | '\'') => after[1..].split_once(quote)?,
            _ => after.split_once(char::is_whitespace).unwrap_or((after, "")),
        };
        if name.eq_ignore_ascii_case(wanted) {
            return Some(value);
        }
        rest = following;
    }
    None
}

/// The entities that titles usually have.
const ENTITIES: [(&str, &str); 7] = [
    ("&lt;", "<"),
    ("&gt;", ">"),
    ("&quot;", "\""),
    ("&#39;", "'"),
    ("&#x27;", "'"),
    ("&nbsp;", " "),
    // The last, so that what it makes is not read again.
    ("&amp;", "&"),
];

/// The text in one line, at most that long.
fn plain(text: &str, most: usize) -> String {
    let mut text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    for (entity, meant) in ENTITIES {
        text = text.replace(entity, meant);
    }
    text.chars().take(most).collect()
}

#[cfg(test)]
mod tests {
    use super::{links, of_page};

    #[test]
    fn links_are_found_without_their_punctuation() {
        let text = "see (HTTPS://example.org/a?b=1), or http://example.com.";
        let found: Vec<&str> = links(text).collect();
        assert_eq!(found, ["HTTPS://example.org/a?b=1", "http://example.com"]);
        assert_eq!(links("mail me at me@example.org").next(), None);
        assert_eq!(links("ftp://example.org é").next(), None);
    }

    #[test]
    fn the_address_of_a_picture_is_read_as_one_of_the_page() {
        let of = |address: &str| {
            let page = format!("<title>a</title><meta property=og:image content='{address}'>");
            let (_, picture) = of_page("https://example.org/a/b", &page).expect("a preview");
            picture.map(|picture| picture.to_string())
        };
        assert_eq!(of("/p.png?a=1&amp;b=2").as_deref(), Some("https://example.org/p.png?a=1&b=2"));
        assert_eq!(of("//cdn.example/p.png").as_deref(), Some("https://cdn.example/p.png"));
        assert_eq!(of("http://[").as_deref(), None);
    }

    #[test]
    fn a_page_is_described_as_it_describes_itself() {
        let page = "<!doctype html><HTML><head><title>\n Plain </title>
            <meta name='description' content='It is &quot;here&quot;'>
            <meta content=\"The &amp; title\" property=\"og:title\"/></head><body>";
        let (preview, picture) = of_page("https://example.org", page).expect("a preview");
        assert_eq!(picture, None);
        assert_eq!(preview.title.as_deref(), Some("The & title"));
        assert_eq!(preview.description.as_deref(), Some("It is \"here\""));
        let (plain, _) = of_page("u", "<title>Only <b>this</b></title>").expect("a preview");
        assert_eq!((plain.title.as_deref(), plain.description), (Some("Only"), None));
        for none in
            ["", "<title></title>", "<body><title>late</title>", "< < meta =", "<meta content="]
        {
            assert_eq!(of_page("u", none), None, "{none}");
        }
    }
}
