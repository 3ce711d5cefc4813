//! The address book of an instance.

mod table;
mod write;

use crate::Store;
use crate::address::find_by_addresses;
use crate::db::{Conn, Select, readable};
use crate::error::StorageError;
use crate::page::{after, page};
use crate::store::lookups;
use omni_domain::conversation::Contact;
use omni_domain::ids::{ContactId, InstanceId, TenantId};
use omni_domain::page::{Cursor, Page, PageRequest};
pub(crate) use table::ALL;
use table::ContactRow;

async fn find(
    db: &mut Conn<'_>,
    t: TenantId,
    id: ContactId,
) -> Result<Option<Contact>, StorageError> {
    let row = db.query(table::FIND).bind(t.0).bind(id.0).maybe::<ContactRow>().await?;
    row.map(Contact::try_from).transpose()
}

async fn find_all(
    db: &mut Conn<'_>,
    instance: InstanceId,
    addresses: &[String],
) -> Result<Vec<Contact>, StorageError> {
    let id = |row: &ContactRow| row.id;
    let rows = find_by_addresses(db, table::SELECT, instance, addresses, id).await?;
    Ok(readable(rows).collect())
}

async fn by_address(
    db: &mut Conn<'_>,
    instance: InstanceId,
    address: &str,
) -> Result<Option<Contact>, StorageError> {
    Ok(find_all(db, instance, &[address.to_owned()]).await?.pop())
}

lookups! {
    /// A contact.
    find_contact(t: TenantId, id: ContactId) -> Option<Contact> = find;
    /// The contact with this address, canonical or other.
    find_contact_by_address(instance: InstanceId, address: &str) -> Option<Contact> = by_address;
    /// The contacts of an instance that have any of the addresses, canonical or other.
    find_contacts(instance: InstanceId, addresses: &[String]) -> Vec<Contact> = find_all;
}

impl Store {
    /// The contacts of an instance in the order they were first seen: an order that no rename
    /// changes between two pages. `search` matches names, addresses and numbers.
    pub async fn list_contacts(
        &self,
        t: TenantId,
        instance: InstanceId,
        search: Option<&str>,
        request: PageRequest,
    ) -> Result<Page<Contact>, StorageError> {
        const SEARCHED: &[&str] = &["display_name", "push_name", "address", "address_alt", "phone"];
        let mut select = Select::new(table::LIST);
        select.bind(t.0).push(" AND instance_id = ").bind(instance.0);
        if let Some(text) = search {
            select.and_contains(SEARCHED, text);
        }
        select.oldest_after(after(&request), request.limit);
        let mut reader = self.reader().await?;
        let rows = select.on(&mut reader.conn()).all::<ContactRow>().await?;
        Ok(page(rows, request.limit, |contact: &Contact| Cursor {
            key: contact.created_at.0,
            id: contact.id.0,
        }))
    }
}
