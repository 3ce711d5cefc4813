//! Listing persons.

use super::person::{self, PersonRow};
use crate::Store;
use crate::db::Select;
use crate::error::StorageError;
use crate::page::page;
use omni_domain::conversation::Person;
use omni_domain::ids::{InstanceId, TenantId};
use omni_domain::page::{Cursor, Page, PageRequest};

/// Which persons to list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PersonFilter {
    /// With an account on one of these instances; `None` is all persons.
    pub instance_ids: Option<Vec<InstanceId>>,
    /// In the name, e-mail, phone number, or an account's name or address.
    pub search: Option<String>,
}

impl Store {
    /// The persons of a tenant, the last changed first.
    pub async fn list_persons(
        &self,
        t: TenantId,
        filter: &PersonFilter,
        request: PageRequest,
    ) -> Result<Page<Person>, StorageError> {
        let mut select = Select::new(person::LIST);
        select.bind(t.0);
        if let Some(instances) = &filter.instance_ids {
            select.push(" AND id IN (SELECT person_id FROM identities WHERE 1 = 1");
            select.and_in("instance_id", instances.iter().map(|id| id.0)).push(")");
        }
        if let Some(text) = &filter.search {
            search(&mut select, t, filter, text);
        }
        if let Some(after) = request.after {
            select.push(" AND (updated_at, id) < (").bind(after.key).push(", ");
            select.bind(after.id).push(")");
        }
        select.push(" ORDER BY updated_at DESC, id DESC LIMIT ").bind(i64::from(request.limit) + 1);
        let mut reader = self.reader().await?;
        let rows = select.on(&mut reader.conn()).all::<PersonRow>().await?;
        Ok(page(rows, request.limit, |person: &Person| Cursor {
            key: person.updated_at.0,
            id: person.id.0,
        }))
    }
}

/// Two lists of ids, each found by itself: an `OR` across tables would scan every pair.
fn search(select: &mut Select, t: TenantId, filter: &PersonFilter, text: &str) {
    let number = number(text);
    let text = number.as_deref().unwrap_or(text);
    select.push(" AND id IN (SELECT id FROM persons WHERE tenant_id = ").bind(t.0);
    select.and_contains(&["display_name", "primary_phone", "primary_email"], text);
    select.push(" UNION ALL SELECT person_id FROM identities WHERE tenant_id = ").bind(t.0);
    if let Some(instances) = &filter.instance_ids {
        select.and_in("instance_id", instances.iter().map(|id| id.0));
    }
    select.and_contains(&["display_name", "address", "address_alt"], text).push(")");
}

/// The digits of a text that looks like a phone number, however it is written.
fn number(text: &str) -> Option<String> {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let plain = text.chars().all(|letter| letter.is_ascii_digit() || " +-().".contains(letter));
    (plain && digits.len() >= 3).then_some(digits)
}
