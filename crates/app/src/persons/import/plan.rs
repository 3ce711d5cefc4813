//! What to do with a row: whose it is, and what is new in it.

use super::row::{self, Key, Wanted};
use super::seen::Seen;
use super::table::Row;
use crate::error::Error;
use omni_domain::PhoneNumber;
use omni_domain::access::Caller;
use omni_domain::conversation::Person;
use omni_domain::ids::{PersonId, TenantId};
use omni_domain::person_change::{PersonColumn, PersonValueChange};
use omni_storage::{StorageError, Tx};

/// What is to be done with a row.
#[derive(Debug)]
pub(super) enum Plan {
    /// No one has this number or address.
    Create(Vec<PersonValueChange>),
    /// The person as the row determines.
    Change { person: Box<Person>, changes: Vec<PersonValueChange> },
    /// The person is so already.
    Keep(PersonId),
}

/// Why nothing is done.
#[derive(Debug)]
pub(super) enum Stop {
    /// With this row: the reason names what to do.
    Row(String),
    /// With any row.
    Import(Error),
}

impl Stop {
    pub(super) fn row(reason: impl Into<String>) -> Self {
        Self::Row(reason.into())
    }
}

impl From<String> for Stop {
    fn from(reason: String) -> Self {
        Self::Row(reason)
    }
}

impl From<StorageError> for Stop {
    fn from(error: StorageError) -> Self {
        Self::Import(error.into())
    }
}

pub(super) async fn plan(
    tx: &mut Tx,
    caller: &Caller,
    seen: &mut Seen,
    row: Row,
) -> Result<Plan, Stop> {
    let wanted = Wanted::of(row.cells?)?;
    seen.check(&wanted)?;
    let Some(known) = find(tx, caller.tenant_id, seen, &wanted).await? else {
        let changes = values(&wanted).map(|(column, after)| PersonValueChange {
            column,
            before: None,
            after,
        });
        let changes: Vec<PersonValueChange> = changes.collect();
        check_names(&changes)?;
        seen.note(row.line, &wanted, None);
        return Ok(Plan::Create(changes));
    };
    seen.check_person(known.id)?;
    let (person, changes) = changed(&known, &wanted);
    check_names(&changes)?;
    if changes.iter().any(|change| change.column == PersonColumn::Phone) {
        check_free(tx, seen, &known, &wanted).await?;
    }
    seen.note(row.line, &wanted, Some(&person));
    if changes.is_empty() {
        return Ok(Plan::Keep(person.id));
    }
    Ok(Plan::Change { person: Box::new(person), changes })
}

/// The person whom a row is about; `None` is a new one.
async fn find(
    tx: &mut Tx,
    t: TenantId,
    seen: &Seen,
    wanted: &Wanted,
) -> Result<Option<Person>, Stop> {
    if let Key::Id(id) = wanted.key {
        let known = tx.find_person(t, id).await?;
        let unknown = "no person has this id; leave it empty to find or create one by the number";
        return known.map(Some).ok_or_else(|| Stop::row(unknown));
    }
    let Some(phone) = &wanted.phone else { return by_email(tx, t, wanted).await };
    if let Some(holder) = holder(tx, t, seen, phone).await? {
        return Ok(Some(holder));
    }
    // Who has another number is someone else with the same address, as in a family or a company.
    let known = by_email(tx, t, wanted).await?;
    Ok(known.filter(|person| seen.phone_of(person).is_none()))
}

async fn by_email(tx: &mut Tx, t: TenantId, wanted: &Wanted) -> Result<Option<Person>, Stop> {
    match &wanted.email {
        Some(email) => Ok(tx.find_person_by_email(t, email).await?),
        None => Ok(None),
    }
}

/// The person who has a number, their own or an account's, after the rows before.
async fn holder(
    tx: &mut Tx,
    t: TenantId,
    seen: &Seen,
    phone: &PhoneNumber,
) -> Result<Option<Person>, Stop> {
    let number = phone.to_string();
    let own = tx.find_person_by_phone(t, &number).await?;
    if let Some(person) = own.filter(|person| seen.phone_of(person) == Some(number.as_str())) {
        return Ok(Some(person));
    }
    Ok(tx.find_person_by_account_phone(t, phone).await?)
}

/// Refuses a number that someone else has.
async fn check_free(tx: &mut Tx, seen: &Seen, known: &Person, wanted: &Wanted) -> Result<(), Stop> {
    let Some(phone) = &wanted.phone else { return Ok(()) };
    match holder(tx, known.tenant_id, seen, phone).await? {
        Some(other) if other.id != known.id => Err(Stop::row(
            "another person has this phone number; merge the two, or correct the number",
        )),
        _ => Ok(()),
    }
}

fn values(wanted: &Wanted) -> impl Iterator<Item = (PersonColumn, String)> {
    let phone = wanted.phone.as_ref().map(ToString::to_string);
    let all = [
        (PersonColumn::Name, wanted.name.clone()),
        (PersonColumn::Phone, phone),
        (PersonColumn::Email, wanted.email.clone()),
    ];
    all.into_iter().filter_map(|(column, value)| Some((column, value?)))
}

fn check_names(changes: &[PersonValueChange]) -> Result<(), Stop> {
    let names = changes.iter().filter(|change| change.column == PersonColumn::Name);
    for name in names {
        row::check_name(&name.after)?;
    }
    Ok(())
}

/// The person with what is new, and the list of it.
fn changed(known: &Person, wanted: &Wanted) -> (Person, Vec<PersonValueChange>) {
    let mut person = known.clone();
    let mut changes = Vec::new();
    for (column, after) in values(wanted) {
        let stored = match column {
            PersonColumn::Name => &mut person.display_name,
            PersonColumn::Phone => &mut person.primary_phone,
            PersonColumn::Email => &mut person.primary_email,
        };
        // Who was found by another number of theirs keeps their first one.
        let is_kept =
            column == PersonColumn::Phone && !matches!(wanted.key, Key::Id(_)) && stored.is_some();
        if is_kept || is_same(column, stored.as_deref(), &after) {
            continue;
        }
        let before = stored.replace(after.clone());
        changes.push(PersonValueChange { column, before, after });
    }
    (person, changes)
}

/// Values are compared as a table can hold them: without spaces around, addresses in lower case.
fn is_same(column: PersonColumn, stored: Option<&str>, wanted: &str) -> bool {
    stored.is_some_and(|stored| match column {
        PersonColumn::Name | PersonColumn::Phone => stored.trim() == wanted,
        PersonColumn::Email => stored.trim().to_lowercase() == wanted,
    })
}
