//! The table `contacts`.

use crate::address::address;
use crate::db::{MultiRow, row, statements};
use omni_domain::Timestamp;
use omni_domain::conversation::Contact;
use omni_domain::ids::{ContactId, InstanceId, TenantId};
use uuid::Uuid;

row! {
    pub(super) struct ContactRow {
        id: Uuid,
        tenant_id: Uuid,
        instance_id: Uuid,
        address: String,
        address_alt: Option<String>,
        display_name: Option<String>,
        push_name: Option<String>,
        phone: Option<String>,
        is_group: bool,
        is_business: bool,
        created_at: i64,
        updated_at: i64,
    }
}

statements! {
    SELECT = concat!("SELECT ", columns!(), " FROM contacts");
    FIND = concat!("SELECT ", columns!(), " FROM contacts WHERE tenant_id = $1 AND id = $2");
    SET_ADDRESS = "UPDATE contacts SET address = $2, address_alt = $3,
        phone = COALESCE($4, phone) WHERE id = $1";
    BY_ID = concat!("SELECT ", columns!(), " FROM contacts WHERE id = $1");
    DELETE = "DELETE FROM contacts WHERE id = $1";
    ABSORB = "UPDATE contacts SET display_name = COALESCE(display_name, $2),
        push_name = COALESCE(push_name, $3), phone = COALESCE(phone, $4) WHERE id = $1";
}

/// The list, before its conditions.
pub(super) const LIST: &str = concat!("SELECT ", columns!(), " FROM contacts WHERE tenant_id = ");

/// An existing contact with this address keeps its id, and any name the new one does not have.
pub(super) static UPSERT: MultiRow = MultiRow::new(
    concat!("INSERT INTO contacts (", columns!(), ") VALUES "),
    ContactRow::WIDTH,
    " ON CONFLICT (instance_id, address) DO UPDATE SET
     address_alt = COALESCE(excluded.address_alt, contacts.address_alt),
     display_name = COALESCE(excluded.display_name, contacts.display_name),
     push_name = COALESCE(excluded.push_name, contacts.push_name),
     phone = COALESCE(excluded.phone, contacts.phone),
     is_group = excluded.is_group, is_business = excluded.is_business,
     updated_at = excluded.updated_at",
);

impl TryFrom<ContactRow> for Contact {
    type Error = crate::StorageError;

    fn try_from(row: ContactRow) -> Result<Self, Self::Error> {
        Ok(Self {
            id: ContactId(row.id),
            tenant_id: TenantId(row.tenant_id),
            instance_id: InstanceId(row.instance_id),
            address: address("contacts", row.id, row.address, row.address_alt, row.phone),
            display_name: row.display_name,
            push_name: row.push_name,
            is_group: row.is_group,
            is_business: row.is_business,
            created_at: Timestamp(row.created_at),
            updated_at: Timestamp(row.updated_at),
        })
    }
}
