//! The values of a row, checked.

use super::table::Cells;
use crate::persons::MAX_NAME;
use omni_domain::PhoneNumber;
use omni_domain::ids::PersonId;

/// Longest e-mail address (RFC 5321, 4.5.3.1.3), characters.
const MAX_EMAIL: usize = 254;

/// What a row contains about a person, and by what the person is found.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Wanted {
    pub(super) key: Key,
    pub(super) name: Option<String>,
    pub(super) phone: Option<PhoneNumber>,
    pub(super) email: Option<String>,
}

/// By what the person of a row is found: the first that is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Key {
    Id(PersonId),
    Phone,
    Email,
}

impl Wanted {
    /// The reason names what to do.
    pub(super) fn of(cells: Cells) -> Result<Self, String> {
        let id = cells.id.map(|text| text.parse::<PersonId>());
        let id = id.transpose().map_err(
            |_| "the id is not one of this server; leave it empty to find the person by the number",
        )?;
        let phone = cells.phone.map(|text| PhoneNumber::parse(&text).ok_or(text));
        let phone = phone.transpose().map_err(|_| {
            "the phone number is not one; write it with its country code, digits only, in a column \
             that is formatted as text"
        })?;
        let email = cells.email.map(|text| text.to_lowercase());
        if email.as_ref().is_some_and(|text| !is_email(text)) {
            return Err("the e-mail address is not one; correct it, or leave it empty".to_owned());
        }
        let key = match (id, &phone, &email) {
            (Some(id), ..) => Key::Id(id),
            (None, Some(_), _) => Key::Phone,
            (None, None, Some(_)) => Key::Email,
            (None, None, None) => {
                return Err(
                    "it names no one; give an id, a phone number or an e-mail address".to_owned()
                );
            }
        };
        Ok(Self { key, name: cells.name, phone, email })
    }
}

/// Checked only where it changes: a network may have given a longer one.
pub(super) fn check_name(name: &str) -> Result<(), String> {
    if name.chars().count() > MAX_NAME {
        return Err(format!("the name is longer than {MAX_NAME} characters; shorten it"));
    }
    Ok(())
}

fn is_email(text: &str) -> bool {
    let (user, host) = text.split_once('@').unwrap_or_default();
    let is_whole = !user.is_empty() && !host.is_empty();
    is_whole && !text.contains(char::is_whitespace) && text.chars().count() <= MAX_EMAIL
}

#[cfg(test)]
mod tests {
    use super::{Key, Wanted};
    use crate::persons::import::table::Cells;

    fn wanted(id: &str, phone: &str, email: &str) -> Result<Wanted, String> {
        let cell = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        Wanted::of(Cells { id: cell(id), name: None, phone: cell(phone), email: cell(email) })
    }

    #[test]
    fn a_person_is_found_by_the_first_of_id_number_and_address() {
        let id = "0194b2c0-0000-7000-8000-0000000000ff";
        let key = |id: &str, phone: &str, email: &str| wanted(id, phone, email).expect("valid").key;
        assert_eq!(key(id, "15550002222", "a@b"), Key::Id(id.parse().expect("an id")));
        assert_eq!(key("", "+1 (555) 000-2222", "a@b"), Key::Phone);
        assert_eq!(key("", "", "Ann@Example.org"), Key::Email);
        let read = wanted("", "15550002222", "Ann@Example.org").expect("valid");
        assert_eq!(read.email.as_deref(), Some("ann@example.org"));
    }

    #[test]
    fn what_cannot_be_used_is_named() {
        for (id, phone, email, reason) in [
            ("17", "", "", "the id is not one"),
            ("", "5.5119E+12", "", "the phone number is not one"),
            ("", "", "ann", "the e-mail address is not one"),
            ("", "", "ann @b", "the e-mail address is not one"),
            ("", "", "", "it names no one"),
        ] {
            let refusal = wanted(id, phone, email).expect_err("refused");
            assert!(refusal.starts_with(reason), "{refusal}");
        }
    }
}
