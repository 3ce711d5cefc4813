//! Persons and their identities.

mod change;
mod identity;
mod list;
mod merge;
mod move_to;
mod person;
mod write;

use crate::address::find_by_addresses;
use crate::db::{Conn, readable};
use crate::error::StorageError;
use crate::store::lookups;
pub(crate) use change::ALL as CHANGES;
pub(crate) use identity::ALL as IDENTITIES;
use identity::IdentityRow;
pub use list::PersonFilter;
use omni_domain::PhoneNumber;
use omni_domain::conversation::{Identity, Person};
use omni_domain::ids::{IdentityId, InstanceId, PersonId, TenantId};
pub(crate) use person::ALL as PERSONS;
use person::PersonRow;
pub use write::IdentityTouch;

async fn find_person(
    db: &mut Conn<'_>,
    t: TenantId,
    id: PersonId,
) -> Result<Option<Person>, StorageError> {
    let row = db.query(person::FIND).bind(t.0).bind(id.0).maybe::<PersonRow>().await?;
    row.map(Person::try_from).transpose()
}

async fn find_by_phone(
    db: &mut Conn<'_>,
    t: TenantId,
    phone: &str,
) -> Result<Option<Person>, StorageError> {
    let row = db.query(person::FIND_BY_PHONE).bind(t.0).bind(phone).maybe::<PersonRow>().await?;
    row.map(Person::try_from).transpose()
}

async fn find_by_account_phone(
    db: &mut Conn<'_>,
    t: TenantId,
    phone: &PhoneNumber,
) -> Result<Option<Person>, StorageError> {
    let query = db.query(person::FIND_BY_ACCOUNT_PHONE).bind(t.0).bind(phone.digits());
    query.maybe::<PersonRow>().await?.map(Person::try_from).transpose()
}

async fn find_by_email(
    db: &mut Conn<'_>,
    t: TenantId,
    email: &str,
) -> Result<Option<Person>, StorageError> {
    let query = db.query(person::FIND_BY_EMAIL).bind(t.0).bind(email);
    query.maybe::<PersonRow>().await?.map(Person::try_from).transpose()
}

async fn find_by_username(
    db: &mut Conn<'_>,
    t: TenantId,
    username: &str,
    other_than: InstanceId,
) -> Result<Option<Person>, StorageError> {
    let query = db.query(person::FIND_BY_USERNAME).bind(t.0).bind(username);
    let mut rows = query.bind(other_than.0).all::<PersonRow>().await?;
    match rows.len() {
        1 => rows.pop().map(Person::try_from).transpose(),
        _ => Ok(None),
    }
}

async fn identities_with(
    db: &mut Conn<'_>,
    t: TenantId,
    address: &str,
) -> Result<Vec<Identity>, StorageError> {
    let query = db.query(identity::OF_ADDRESS).bind(t.0).bind(address);
    let rows = query.all::<IdentityRow>().await?;
    Ok(readable(rows).collect())
}

async fn identities_with_phone(
    db: &mut Conn<'_>,
    t: TenantId,
    phone: &PhoneNumber,
) -> Result<Vec<Identity>, StorageError> {
    let query = db.query(identity::OF_PHONE).bind(t.0).bind(phone.digits());
    let rows = query.all::<IdentityRow>().await?;
    Ok(readable(rows).collect())
}

async fn find_identity(
    db: &mut Conn<'_>,
    t: TenantId,
    id: IdentityId,
) -> Result<Option<Identity>, StorageError> {
    let row = db.query(identity::FIND).bind(t.0).bind(id.0).maybe::<IdentityRow>().await?;
    row.map(Identity::try_from).transpose()
}

async fn identities_of(
    db: &mut Conn<'_>,
    t: TenantId,
    person: PersonId,
) -> Result<Vec<Identity>, StorageError> {
    let rows = db.query(identity::OF_PERSON).bind(t.0).bind(person.0).all::<IdentityRow>().await?;
    Ok(readable(rows).collect())
}

async fn find_identities(
    db: &mut Conn<'_>,
    instance: InstanceId,
    addresses: &[String],
) -> Result<Vec<Identity>, StorageError> {
    let id = |row: &IdentityRow| row.id;
    let rows = find_by_addresses(db, identity::SELECT, instance, addresses, id).await?;
    Ok(readable(rows).collect())
}

lookups! {
    /// A person.
    find_person(t: TenantId, id: PersonId) -> Option<Person> = find_person;
    /// The person with this phone number (E.164 with `+`).
    find_person_by_phone(t: TenantId, phone: &str) -> Option<Person> = find_by_phone;
    /// The person with an account of this phone number, on any instance; the oldest of several.
    find_person_by_account_phone(t: TenantId, phone: &PhoneNumber)
        -> Option<Person> = find_by_account_phone;
    /// The person with this e-mail address (in lower case), their own or an account's; the oldest
    /// of several.
    find_person_by_email(t: TenantId, email: &str) -> Option<Person> = find_by_email;
    /// The person with an account of this name (in lower case) on another instance than this one,
    /// if there is exactly one.
    find_person_by_username(t: TenantId, username: &str, other_than: InstanceId)
        -> Option<Person> = find_by_username;
    /// The identities with this address, as canonical or as the other one, on any instance.
    find_identities_everywhere(t: TenantId, address: &str) -> Vec<Identity> = identities_with;
    /// The identities with this phone number, on any instance.
    find_identities_by_phone(t: TenantId, phone: &PhoneNumber)
        -> Vec<Identity> = identities_with_phone;
    /// An identity.
    find_identity(t: TenantId, id: IdentityId) -> Option<Identity> = find_identity;
    /// The identities of a person, oldest first.
    list_identities(t: TenantId, person: PersonId) -> Vec<Identity> = identities_of;
    /// The identities of an instance that have any of the addresses, canonical or other.
    find_identities(instance: InstanceId, addresses: &[String]) -> Vec<Identity> = find_identities;
}
