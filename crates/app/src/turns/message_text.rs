//! Messages as the text that an agent reads: what a person sees on the phone.

use super::history::Scene;
use crate::app::App;
use crate::error::Error;
use crate::media_processing::{Readings, readings};
use omni_domain::content::{Content, MediaContent};
use omni_domain::conversation::Address;
use omni_domain::ids::MessageId;
use omni_domain::message::{Direction, Message};
use std::collections::{BTreeSet, HashMap};

/// Mentioned people whose names are looked up for one question. Further ones stay addresses.
const MAX_MENTIONED: usize = 256;

/// What is stored about messages besides their content: readings of their files, and the names of
/// the people they mention.
pub(crate) struct MessageTexts {
    readings: HashMap<MessageId, Readings>,
    /// By each address of the person.
    names: HashMap<String, String>,
}

impl MessageTexts {
    /// Loads what is stored about these messages, however old they are.
    pub(crate) async fn load<'a>(
        app: &App,
        scene: Scene<'_>,
        messages: impl Iterator<Item = &'a Message>,
    ) -> Result<Self, Error> {
        let (mut with_files, mut mentioned) = (Vec::new(), BTreeSet::new());
        for message in messages {
            if message.content.media().is_some() {
                with_files.push(message.id);
            }
            let room = MAX_MENTIONED.saturating_sub(mentioned.len());
            mentioned.extend(message.context.mentions.iter().take(room).cloned());
        }
        let readings = readings(app, with_files).await?;
        let names = names(app, scene, mentioned.into_iter().collect()).await?;
        Ok(Self { readings, names })
    }

    /// The message as text; `None` if it was revoked, or has nothing in text.
    pub(crate) fn text(&self, message: &Message) -> Option<String> {
        if message.deleted_at.is_some() {
            return None;
        }
        let text = match &message.content {
            Content::Media(media) => file(media, self.readings.get(&message.id)),
            content => content.as_text()?,
        };
        let text = self.with_names(text, &message.context.mentions);
        let is_anothers = message.context.forwarded && message.direction == Direction::Inbound;
        Some(if is_anothers { forwarded(&text) } else { text })
    }

    /// The text with names where it has the addresses of those it mentions.
    fn with_names(&self, text: String, mentions: &[String]) -> String {
        let mut text = text;
        for address in mentions {
            if let Some(name) = self.names.get(address) {
                text = replace_mention(&text, user_part(address), name);
            }
        }
        text
    }
}

/// The part of an address that a text names after an `@`.
pub(crate) fn user_part(address: &str) -> &str {
    address.split(['@', ':']).next().unwrap_or(address)
}

/// Replaces each `@user` by `@name`, unless letters or digits follow it.
fn replace_mention(text: &str, user: &str, name: &str) -> String {
    let token = format!("@{user}");
    let mut replaced = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(&token) {
        let end = at + token.len();
        let goes_on = rest[end..].starts_with(char::is_alphanumeric);
        replaced.push_str(&rest[..at]);
        if goes_on {
            replaced.push_str(&token);
        } else {
            replaced.push('@');
            replaced.push_str(name);
        }
        rest = &rest[end..];
    }
    replaced.push_str(rest);
    replaced
}

/// The names of these addresses: as saved, else as people name themselves, else phone numbers. The
/// account's own name is the one of its profile.
async fn names(
    app: &App,
    scene: Scene<'_>,
    addresses: Vec<String>,
) -> Result<HashMap<String, String>, Error> {
    let mut names = HashMap::new();
    if addresses.is_empty() {
        return Ok(names);
    }
    let instance = scene.instance;
    let identities = app.store.find_identities(instance.id, &addresses).await?;
    let contacts = app.store.find_contacts(instance.id, &addresses).await?;
    let known = identities
        .into_iter()
        .map(|identity| (identity.address, identity.display_name))
        .chain(contacts.into_iter().map(|one| (one.address, one.display_name.or(one.push_name))));
    // A contact's name precedes an identity's: it is inserted later.
    for (address, name) in known {
        let phone = address.phone.as_ref().map(ToString::to_string);
        if let Some(name) = name {
            insert(&mut names, &address, &name);
        } else if let Some(phone) = phone.filter(|_| !names.contains_key(&address.id)) {
            insert(&mut names, &address, &phone);
        }
    }
    let Some(live) = scene.live else { return Ok(names) };
    let status = live.status();
    if let Some(owner) = &status.owner {
        insert(&mut names, owner, status.profile_name.as_deref().unwrap_or(&instance.name));
    }
    Ok(names)
}

fn insert(names: &mut HashMap<String, String>, address: &Address, name: &str) {
    for one in address.all() {
        names.insert(one.to_owned(), name.to_owned());
    }
}

/// What was forwarded, as phones mark it: its words are another's.
fn forwarded(text: &str) -> String {
    format!("[forwarded] {text}")
}

/// A file as text: its kind and name, its reading, and its caption.
fn file(media: &MediaContent, readings: Option<&Readings>) -> String {
    let mut text = media.label();
    let read = readings.and_then(|read| {
        read.transcription.as_ref().or(read.description.as_ref()).or(read.extraction.as_ref())
    });
    for part in read.into_iter().chain(&media.caption) {
        text.push(' ');
        text.push_str(part);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{file, replace_mention, user_part};
    use crate::media_processing::Readings;
    use omni_domain::content::{MediaContent, MediaKind};

    #[test]
    fn a_file_is_shown_by_its_name_reading_and_caption() {
        let mut media = MediaContent::new(MediaKind::Audio, "audio/ogg");
        assert_eq!(file(&media, None), "[audio]");
        let read = Readings { transcription: Some("call me".to_owned()), ..Readings::default() };
        media.caption = Some("urgent".to_owned());
        assert_eq!(file(&media, Some(&read)), "[audio] call me urgent");
        let mut media = MediaContent::new(MediaKind::Document, "application/pdf");
        media.file_name = Some("offer.pdf".to_owned());
        assert_eq!(file(&media, None), "[document offer.pdf]");
    }

    #[test]
    fn a_mention_is_replaced_by_a_name_and_longer_numbers_are_not() {
        assert_eq!(user_part("777:2@lid"), "777");
        let text = "@777, @7771 and @777";
        assert_eq!(replace_mention(text, "777", "Ana"), "@Ana, @7771 and @Ana");
    }
}
