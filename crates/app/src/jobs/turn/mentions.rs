//! Mentions in answers: in a group, `@number` and `@name` of a member become mentions.

use super::TurnContext;
use crate::app::App;
use crate::error::Error;
use crate::turns::message_text::user_part;
use omni_channel::Capability;
use omni_domain::conversation::{Address, ChatType};
use std::collections::HashMap;

/// A member of the group.
#[derive(Debug, Default)]
struct Member {
    /// The address that they have in the group.
    address: String,
    /// What may follow the `@`: the user parts of their addresses, and the phone number's digits.
    numbers: Vec<String>,
    /// In lower case.
    names: Vec<String>,
}

/// The text as the channel marks mentions in it, and the addresses of those who are mentioned.
pub(super) async fn of_text(
    app: &App,
    context: &TurnContext,
    text: &str,
) -> Result<(String, Vec<String>), Error> {
    let is_group = context.chat.chat_type == ChatType::Group;
    let channel = app.channel(context.instance.channel)?;
    let can_mention = channel.info().capabilities.has(Capability::MentionPeople);
    if !is_group || !text.contains('@') || !can_mention {
        return Ok((text.to_owned(), Vec::new()));
    }
    Ok(mark(text, &members(app, context).await?))
}

async fn members(app: &App, context: &TurnContext) -> Result<Vec<Member>, Error> {
    let participants = app.store.list_participants(context.chat.id).await?;
    let addresses: Vec<String> =
        participants.iter().map(|one| one.platform_user_id.clone()).collect();
    let mut known: HashMap<String, (Vec<Address>, Vec<String>)> = HashMap::new();
    let mut add = |address: Address, names: [Option<String>; 2]| {
        for one in address.all().map(str::to_owned).collect::<Vec<_>>() {
            let entry = known.entry(one).or_default();
            entry.0.push(address.clone());
            entry.1.extend(names.iter().flatten().cloned());
        }
    };
    for contact in app.store.find_contacts(context.instance.id, &addresses).await? {
        add(contact.address, [contact.display_name, contact.push_name]);
    }
    for identity in app.store.find_identities(context.instance.id, &addresses).await? {
        add(identity.address, [identity.display_name, identity.username]);
    }
    let member = |participant: omni_domain::conversation::Participant| {
        let (addresses, names) = known.remove(&participant.platform_user_id).unwrap_or_default();
        let users = addresses.iter().flat_map(Address::all).map(user_part);
        let phones = addresses.iter().filter_map(|address| address.phone.as_ref());
        let phones = phones.map(|phone| phone.to_string().trim_start_matches('+').to_owned());
        let own = user_part(&participant.platform_user_id).to_owned();
        let numbers = users.map(str::to_owned).chain(phones).chain([own]).collect();
        let names = names.into_iter().chain(participant.display_name);
        let names = names.map(|name| name.trim().to_lowercase()).filter(|name| !name.is_empty());
        Member { address: participant.platform_user_id, numbers, names: names.collect() }
    };
    Ok(participants.into_iter().map(member).collect())
}

/// Marks the mentions of these members.
fn mark(text: &str, members: &[Member]) -> (String, Vec<String>) {
    let (mut marked, mut mentioned) = (String::with_capacity(text.len()), Vec::new());
    let mut rest = text;
    while let Some(at) = rest.find('@') {
        let (before, after) = (&rest[..at], &rest[at + 1..]);
        marked.push_str(before);
        marked.push('@');
        rest = after;
        // `me@example.com` is no mention.
        if marked.chars().rev().nth(1).is_some_and(char::is_alphanumeric) {
            continue;
        }
        if let Some((member, length)) = mention(after, members) {
            marked.push_str(user_part(&member.address));
            rest = &after[length..];
            if !mentioned.contains(&member.address) {
                mentioned.push(member.address.clone());
            }
        }
    }
    marked.push_str(rest);
    (marked, mentioned)
}

/// Who is mentioned at the beginning of a text, and how long the mention is, bytes.
fn mention<'a>(text: &str, members: &'a [Member]) -> Option<(&'a Member, usize)> {
    let plus = usize::from(text.starts_with('+'));
    let digits = text[plus..].chars().take_while(char::is_ascii_digit).count();
    let number = &text[plus..plus + digits];
    if !number.is_empty() && ends_word(&text[plus + digits..]) {
        let found = members.iter().find(|one| one.numbers.iter().any(|known| known == number));
        if let Some(member) = found {
            return Some((member, plus + digits));
        }
    }
    by_name(text, members)
}

/// The member with the longest name that the text begins with, or with its first word where that is
/// one member's alone.
fn by_name<'a>(text: &str, members: &'a [Member]) -> Option<(&'a Member, usize)> {
    let full = members
        .iter()
        .flat_map(|member| member.names.iter().map(move |name| (member, name.as_str())))
        .filter_map(|(member, name)| Some((member, begins_with(text, name)?)))
        .max_by_key(|(_, length)| *length);
    if full.is_some() {
        return full;
    }
    let first_word = |name: &str| name.split_whitespace().next().map(str::to_owned);
    let mut found: Option<(&Member, usize)> = None;
    for member in members {
        let words = member.names.iter().filter_map(|name| first_word(name));
        let Some(length) = words.filter_map(|word| begins_with(text, &word)).max() else {
            continue;
        };
        if found.is_some() {
            return None;
        }
        found = Some((member, length));
    }
    found
}

/// How many bytes of the text are the name, which is in lower case and ends with a word.
fn begins_with(text: &str, name: &str) -> Option<usize> {
    let mut wanted = name.chars();
    let mut length = 0;
    for letter in text.chars() {
        let mut left = wanted.clone();
        let same = letter.to_lowercase().all(|lower| left.next() == Some(lower));
        if !same {
            break;
        }
        wanted = left;
        length += letter.len_utf8();
    }
    (wanted.next().is_none() && length > 0 && ends_word(&text[length..])).then_some(length)
}

fn ends_word(rest: &str) -> bool {
    !rest.starts_with(|next: char| next.is_alphanumeric() || next == '_')
}

#[cfg(test)]
mod tests {
    use super::{Member, mark};

    fn member(address: &str, number: &str, names: &[&str]) -> Member {
        Member {
            address: address.to_owned(),
            numbers: vec![number.to_owned(), "551199".to_owned() + number],
            names: names.iter().map(|name| name.to_lowercase()).collect(),
        }
    }

    #[test]
    fn numbers_and_names_of_members_become_mentions() {
        let members = [
            member("1@lid", "1", &["Ana Silva"]),
            member("2@lid", "2", &["Ana"]),
            member("3@lid", "3", &["Érica Souza"]),
            member("4@lid", "4", &["Bo One"]),
            member("5@lid", "5", &["Bo Two"]),
        ];
        for (text, expected, mentioned) in [
            ("@Ana Silva, hi", "@1, hi", vec!["1@lid"]),
            ("@ana silvana", "@2 silvana", vec!["2@lid"]),
            ("Hi @érica! @ÉRICA SOUZA?", "Hi @3! @3?", vec!["3@lid"]),
            ("@+5511994 and @4", "@4 and @4", vec!["4@lid"]),
            ("@Bo is two people", "@Bo is two people", vec![]),
            ("ana@ana.example, @other, @ 1, @11", "ana@ana.example, @other, @ 1, @11", vec![]),
        ] {
            let (marked, found) = mark(text, &members);
            assert_eq!(
                (marked.as_str(), found),
                (expected, mentioned.iter().map(|one: &&str| (*one).to_owned()).collect()),
                "{text}"
            );
        }
    }
}
