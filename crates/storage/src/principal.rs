//! Principals in rows that also have the older column, which holds a key or, for the system, null.

use crate::db::text;
use crate::error::StorageError;
use omni_domain::access::Principal;
use omni_domain::ids::ApiKeyId;
use std::fmt::Display;
use uuid::Uuid;

/// The principal of a row, by its text or, in an earlier row, by its key.
pub(crate) fn principal(
    table: &'static str,
    id: impl Display,
    stored: Option<&str>,
    key: Option<Uuid>,
) -> Result<Principal, StorageError> {
    match stored {
        Some(stored) => text(table, id, stored),
        None => Ok(key.map_or(Principal::System, |key| Principal::ApiKey(ApiKeyId(key)))),
    }
}
