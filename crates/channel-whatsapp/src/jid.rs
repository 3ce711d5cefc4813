//! WhatsApp's addresses: parsing what people write, and the stored form.

use crate::people::variants::spellings;
use omni_channel::{ChannelError, Recipient};
use omni_domain::conversation::{Address, ChatType};
use omni_domain::{PhoneNumber, visible};
use wacore_binary::{Jid, JidExt, Server};

mod written;

const PERSON: &str = "s.whatsapp.net";
/// The chat of status updates.
pub(crate) const STATUS: &str = "status@broadcast";

/// Reads a recipient: a phone number in any usual form, or an address.
pub(crate) fn parse_recipient(text: &str) -> Result<Recipient, ChannelError> {
    let given = text;
    let text = written::recipient(given);
    let invalid = || {
        let shown: String = given.trim().chars().take(80).flat_map(shown).collect();
        ChannelError::InvalidRecipient(format!(
            "`{shown}` is neither a phone number nor an address of WhatsApp; write a phone number \
             with its country code, such as +5511999998888, or an address ending in \
             @s.whatsapp.net, @lid, @g.us or @newsletter"
        ))
    };
    let (user, server) = match text.split_once('@') {
        None => (phone_digits(&text).ok_or_else(invalid)?, PERSON),
        Some((user, server)) => {
            let server = server.to_ascii_lowercase();
            match server.as_str() {
                // The older spelling of person addresses.
                "c.us" | PERSON => {
                    (phone_digits(without_device(user)).ok_or_else(invalid)?, PERSON)
                }
                "lid" => (digits(without_device(user), 1..=20).ok_or_else(invalid)?, "lid"),
                "g.us" => (group_id(user).ok_or_else(invalid)?, "g.us"),
                "newsletter" => (digits(user, 1..=24).ok_or_else(invalid)?, "newsletter"),
                "broadcast" if user == "status" => (user.to_owned(), "broadcast"),
                _ => return Err(invalid()),
            }
        }
    };
    let chat_type = match server {
        "g.us" => ChatType::Group,
        "newsletter" => ChatType::Channel,
        "broadcast" => ChatType::Broadcast,
        _ => ChatType::Dm,
    };
    let others = if server == PERSON { spellings(&user) } else { Vec::new() };
    Ok(Recipient {
        spellings: others.iter().skip(1).map(|number| format!("{number}@{PERSON}")).collect(),
        ..Recipient::new(address(format!("{user}@{server}"), None), chat_type)
    })
}

/// A character as an error shows it: one that cannot be seen by its code.
fn shown(letter: char) -> Vec<char> {
    if letter.is_control() || visible(letter.encode_utf8(&mut [0; 4])).is_empty() {
        letter.escape_unicode().collect()
    } else {
        vec![letter]
    }
}

fn without_device(user: &str) -> &str {
    user.split_once(':').map_or(user, |(user, _)| user)
}

fn digits(text: &str, length: std::ops::RangeInclusive<usize>) -> Option<String> {
    let fits = length.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    fits.then(|| text.to_owned())
}

/// E.164 without the plus. Separators people use are dropped; letters and the like are refused.
fn phone_digits(text: &str) -> Option<String> {
    let rest = text.strip_prefix('+').or_else(|| text.strip_prefix("00")).unwrap_or(text);
    let mut number = String::with_capacity(rest.len());
    for letter in rest.chars() {
        match letter {
            '0'..='9' => number.push(letter),
            '-' | '.' | '(' | ')' | '/' | '\u{2010}'..='\u{2015}' | '\u{2212}' => {}
            space if space.is_whitespace() => {}
            _ => return None,
        }
    }
    // The shortest numbers in use with their country code have 7 digits, E.164 ends at 15.
    ((7..=15).contains(&number.len()) && !number.starts_with('0')).then_some(number)
}

/// `120363…`, or the older `creator-time`.
fn group_id(user: &str) -> Option<String> {
    let fits = user.split('-').all(|part| digits(part, 1..=24).is_some());
    (fits && user.split('-').count() <= 2).then(|| user.to_owned())
}

/// Parses a stored address into the library's form.
pub(crate) fn to_jid(text: &str) -> Result<Jid, ChannelError> {
    let recipient = if text == STATUS {
        return Ok(Jid::status_broadcast());
    } else {
        parse_recipient(text)?
    };
    recipient.address.id.parse().map_err(|_| {
        let shown: String = recipient.address.id.chars().take(80).collect();
        ChannelError::InvalidRecipient(format!("`{shown}` is not an address of WhatsApp"))
    })
}

/// The stored form: without device, and with one server name for persons.
pub(crate) fn bare(jid: &Jid) -> Jid {
    let server = match jid.server {
        Server::Legacy | Server::Hosted => Server::Pn,
        Server::HostedLid => Server::Lid,
        other => other,
    };
    Jid::new(jid.user_base(), server)
}

/// Parses a JID of a message into the stored form.
pub(crate) fn bare_text(text: &str) -> String {
    text.parse::<Jid>().map_or_else(|_| text.to_owned(), |jid| bare(&jid).to_string())
}

/// The number of a phone JID, with or without its device.
pub(crate) fn phone(text: &str) -> Option<PhoneNumber> {
    let (user, server) = text.split_once('@')?;
    let digits = (server == PERSON).then(|| digits(without_device(user), 7..=15))??;
    PhoneNumber::parse(&digits)
}

/// The phone JID of a number.
pub(crate) fn of_phone(phone: &PhoneNumber) -> Address {
    address(format!("{}@{PERSON}", phone.digits()), None)
}

/// One or both addresses of a person or chat, with the phone number that one of them contains.
pub(crate) fn address(id: String, alt: Option<String>) -> Address {
    let phone = phone(&id).or_else(|| alt.as_deref().and_then(phone));
    Address { id, alt, phone }
}

/// The kind of conversation of an address.
pub(crate) fn chat_type(jid: &Jid) -> ChatType {
    if jid.is_group() {
        ChatType::Group
    } else if jid.is_newsletter() {
        ChatType::Channel
    } else if jid.server == Server::Broadcast {
        ChatType::Broadcast
    } else {
        ChatType::Dm
    }
}

/// One address of both, the phone JID first where it is known.
pub(crate) fn address_of(pn: Option<&Jid>, lid: Option<&Jid>) -> Option<Address> {
    let (pn, lid) = (pn.map(|jid| bare(jid).to_string()), lid.map(|jid| bare(jid).to_string()));
    match (pn, lid) {
        (Some(id), alt) => Some(address(id, alt)),
        (None, Some(id)) => Some(address(id, None)),
        (None, None) => None,
    }
}

#[cfg(test)]
mod tests;
