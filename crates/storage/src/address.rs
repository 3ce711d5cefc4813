//! Rows that have a channel's address: identities, chats, contacts.

use crate::db::{AnyRow, Conn, list, or_fallback, padded, text};
use crate::error::StorageError;
use omni_domain::conversation::Address;
use omni_domain::ids::InstanceId;
use std::collections::HashSet;
use uuid::Uuid;

/// An address as it is stored. A phone number that cannot be read is left out: the channel names it again.
pub(crate) fn address(
    table: &'static str,
    row: Uuid,
    id: String,
    alt: Option<String>,
    phone: Option<String>,
) -> Address {
    let phone = phone.map(|digits| text(table, row, &digits)).transpose();
    Address { id, alt, phone: or_fallback(phone, || None) }
}

/// The rows of an instance that have any of the addresses, as canonical or as the other one.
pub(crate) async fn find_by_addresses<R: AnyRow>(
    db: &mut Conn<'_>,
    select: &'static str,
    instance: InstanceId,
    addresses: &[String],
    id: impl Fn(&R) -> Uuid,
) -> Result<Vec<R>, StorageError> {
    let mut found = Vec::new();
    let mut seen = HashSet::new();
    for some in padded(addresses) {
        let values = list(2, some.len());
        // Not `OR`: SQLite would then scan every row of the instance.
        let text = format!(
            "{select} WHERE instance_id = $1 AND address IN ({values})
             UNION ALL {select} WHERE instance_id = $1 AND address_alt IN ({values})"
        );
        let rows: Vec<R> = db.composed(text).bind(instance.0).bind_all(some).all().await?;
        found.extend(rows.into_iter().filter(|row| seen.insert(id(row))));
    }
    Ok(found)
}
