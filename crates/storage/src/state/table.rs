//! The table `channel_state`.

use super::StateEntry;
use crate::db::{MultiRow, Select, row, statements};
use bytes::Bytes;
use omni_domain::ids::InstanceId;

row! {
    pub(super) struct EntryRow {
        key: String,
        value: Vec<u8>,
        num: i64,
    }
}

statements! {
    GET = concat!(
        "SELECT ", columns!(), " FROM channel_state WHERE instance_id = $1 AND ns = $2 AND key = $3",
    );
    DELETE_BELOW = "DELETE FROM channel_state
        WHERE instance_id = $1 AND ns = $2 AND num > 0 AND num < $3";
    /// The instances that have any, each found through the key, without reading all of it.
    OWNERS = "WITH RECURSIVE owners (id) AS (
        SELECT (SELECT instance_id FROM channel_state ORDER BY instance_id LIMIT 1)
        UNION ALL
        SELECT (SELECT s.instance_id FROM channel_state s WHERE s.instance_id > owners.id
            ORDER BY s.instance_id LIMIT 1)
        FROM owners WHERE owners.id IS NOT NULL)
        SELECT id FROM owners WHERE id IS NOT NULL ORDER BY id";
    CLEAR = "DELETE FROM channel_state WHERE instance_id = $1";
    SIZES = "SELECT ns, COUNT(*), CAST(SUM(LENGTH(value)) AS BIGINT) FROM channel_state
        WHERE instance_id = $1 GROUP BY ns ORDER BY ns";
}

/// Reads, before the condition on the key.
pub(super) const SELECT: &str =
    concat!("SELECT ", columns!(), " FROM channel_state WHERE instance_id = ");
/// Deletes, before the condition on the key.
pub(super) const DELETE: &str = "DELETE FROM channel_state WHERE instance_id = ";

/// A session may outlive its instance for a moment; what it writes then is discarded.
pub(super) static PUT: MultiRow = MultiRow::new(
    "INSERT INTO channel_state (instance_id, ns, key, value, num)
     SELECT v.column1, v.column2, v.column3, v.column4, v.column5 FROM (VALUES ",
    5,
    ") AS v WHERE EXISTS (SELECT 1 FROM instances WHERE instances.id = v.column1)
     ON CONFLICT (instance_id, ns, key)
     DO UPDATE SET value = excluded.value, num = excluded.num",
);

impl From<EntryRow> for StateEntry {
    fn from(row: EntryRow) -> Self {
        Self { key: row.key, value: Bytes::from(row.value), num: row.num }
    }
}

/// Begins a statement over one namespace of an instance.
pub(super) fn within(text: &'static str, instance: InstanceId, ns: &str) -> Select {
    let mut select = Select::new(text);
    select.bind(instance.0).push(" AND ns = ").bind(ns);
    select
}

/// Begins an update of the number of rows of one namespace.
pub(super) fn set_num(num: i64, instance: InstanceId, ns: &str) -> Select {
    let mut update = Select::new("UPDATE channel_state SET num = ");
    update.bind(num).push(" WHERE instance_id = ").bind(instance.0);
    update.push(" AND ns = ").bind(ns);
    update
}

/// Adds the condition that keys begin with `prefix`, as a range that the primary key serves.
pub(super) fn and_prefix(select: &mut Select, prefix: &str) {
    if prefix.is_empty() {
        return;
    }
    select.push(" AND key >= ").bind(prefix);
    if let Some(end) = end_of_prefix(prefix) {
        select.push(" AND key < ").bind(end.as_str());
    }
}

/// The smallest text after every text that begins with `prefix`.
fn end_of_prefix(prefix: &str) -> Option<String> {
    let mut end = prefix.to_owned();
    while let Some(last) = end.pop() {
        let next = match last {
            char::MAX => continue,
            '\u{d7ff}' => '\u{e000}',
            other => char::from_u32(u32::from(other) + 1)?,
        };
        end.push(next);
        return Some(end);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::end_of_prefix;

    #[test]
    fn a_prefix_ends_before_the_next_letter() {
        assert_eq!(end_of_prefix("ab").as_deref(), Some("ac"));
        assert_eq!(end_of_prefix("a\u{d7ff}").as_deref(), Some("a\u{e000}"));
        assert_eq!(end_of_prefix("a\u{10ffff}").as_deref(), Some("b"));
        assert_eq!(end_of_prefix("\u{10ffff}"), None);
    }
}
