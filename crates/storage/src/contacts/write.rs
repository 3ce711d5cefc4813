//! Changing the address book.

use super::table::{self, ContactRow};
use crate::db::chunks;
use crate::error::StorageError;
use crate::tx::Tx;
use omni_domain::PhoneNumber;
use omni_domain::conversation::{Address, Contact};
use omni_domain::ids::ContactId;
use std::collections::BTreeMap;

impl Tx {
    /// Inserts contacts, or updates those whose canonical address the instance has (their id
    /// and missing names stay). `NotUnique("contacts.address_alt")` if an other address belongs
    /// to another contact: check with [`Tx::find_contacts`] and merge first.
    pub async fn upsert_contacts(&mut self, contacts: &[Contact]) -> Result<(), StorageError> {
        // Of two with one address the later counts: a statement changes a row only once.
        let unique: BTreeMap<_, _> =
            contacts.iter().map(|one| ((one.instance_id, &one.address.id), one)).collect();
        let unique: Vec<&Contact> = unique.into_values().collect();
        for chunk in chunks(&unique) {
            let mut db = self.db();
            let mut query = table::UPSERT.query(&mut db, chunk.len());
            for contact in chunk {
                query.push(contact.id.0);
                query.push(contact.tenant_id.0);
                query.push(contact.instance_id.0);
                query.push(contact.address.id.as_str());
                query.push(contact.address.alt.as_deref());
                query.push(contact.display_name.as_deref());
                query.push(contact.push_name.as_deref());
                query.push(contact.address.phone.as_ref().map(PhoneNumber::digits));
                query.push(contact.is_group);
                query.push(contact.is_business);
                query.push(contact.created_at.0);
                query.push(contact.updated_at.0);
            }
            query.run().await?;
        }
        Ok(())
    }

    /// Writes the addresses of a contact, and its phone number if it is known. Returns whether it
    /// exists.
    pub async fn update_contact_address(
        &mut self,
        id: ContactId,
        address: &Address,
    ) -> Result<bool, StorageError> {
        let mut db = self.db();
        let query = db.query(table::SET_ADDRESS).bind(id.0).bind(&address.id);
        let query = query.bind(address.alt.as_deref());
        Ok(query.bind(address.phone.as_ref().map(PhoneNumber::digits)).run().await? > 0)
    }

    /// Deletes `from` and gives `into` the names it lacks; `Stale` if either is deleted.
    pub async fn merge_contacts(
        &mut self,
        from: ContactId,
        into: ContactId,
    ) -> Result<(), StorageError> {
        if from == into {
            return Ok(());
        }
        let old = self.db().query(table::BY_ID).bind(from.0).maybe::<ContactRow>().await?;
        let old = old.ok_or(StorageError::Stale)?;
        self.db().query(table::DELETE).bind(from.0).run().await?;
        let mut db = self.db();
        let absorb = db.query(table::ABSORB).bind(into.0).bind(old.display_name);
        match absorb.bind(old.push_name).bind(old.phone).run().await? {
            0 => Err(StorageError::Stale),
            _ => Ok(()),
        }
    }
}
