//! The rows before: no two may be about one person, or a repeat would change them back and forth. It
//! also holds what a dry run would have written by now.

use super::plan::Stop;
use super::row::{Key, Wanted};
use omni_domain::conversation::Person;
use omni_domain::ids::PersonId;
use std::collections::HashMap;

/// What the rows before named, with their lines.
#[derive(Debug, Default)]
pub(super) struct Seen {
    persons: HashMap<PersonId, Claim>,
    phones: HashMap<String, u64>,
    emails: HashMap<String, u64>,
    /// Of persons that were found by their e-mail address.
    deciding_emails: HashMap<String, u64>,
}

#[derive(Debug)]
struct Claim {
    line: u64,
    /// The person's number from that row on.
    phone: Option<String>,
}

impl Seen {
    /// Refuses a row with a number or a deciding address of an earlier one.
    pub(super) fn check(&self, wanted: &Wanted) -> Result<(), Stop> {
        let phone = wanted.phone.as_ref().map(ToString::to_string);
        if let Some(line) = phone.and_then(|phone| self.phones.get(&phone)) {
            return Err(Stop::row(format!(
                "it has the phone number of line {line}; keep one of the two"
            )));
        }
        let Some(email) = &wanted.email else { return Ok(()) };
        let decides = if wanted.key == Key::Email { self.emails.get(email) } else { None };
        match decides.or_else(|| self.deciding_emails.get(email)) {
            Some(line) => Err(Stop::row(format!(
                "it has the e-mail address of line {line}; keep one of the two, or give both a \
                 phone number"
            ))),
            None => Ok(()),
        }
    }

    /// Refuses a person of an earlier row.
    pub(super) fn check_person(&self, id: PersonId) -> Result<(), Stop> {
        match self.persons.get(&id) {
            Some(claim) => Err(Stop::row(format!(
                "it is about the person of line {}; keep one of the two",
                claim.line
            ))),
            None => Ok(()),
        }
    }

    /// The number of a person after the rows before.
    pub(super) fn phone_of<'a>(&'a self, person: &'a Person) -> Option<&'a str> {
        match self.persons.get(&person.id) {
            Some(claim) => claim.phone.as_deref(),
            None => person.primary_phone.as_deref(),
        }
    }

    /// Remembers a row that is used, and the person as the row leaves them, if they existed.
    pub(super) fn note(&mut self, line: u64, wanted: &Wanted, person: Option<&Person>) {
        if let Some(phone) = &wanted.phone {
            self.phones.insert(phone.to_string(), line);
        }
        if let Some(email) = &wanted.email {
            self.emails.insert(email.clone(), line);
            if wanted.key == Key::Email {
                self.deciding_emails.insert(email.clone(), line);
            }
        }
        if let Some(person) = person {
            self.persons.insert(person.id, Claim { line, phone: person.primary_phone.clone() });
        }
    }
}
