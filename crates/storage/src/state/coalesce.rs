//! Many changes of session state as few: the result of applying them in order.

use super::StateWrite;
use bytes::Bytes;
use omni_domain::ids::InstanceId;
use std::collections::BTreeMap;

/// The result for one key.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Change {
    Put(Bytes, i64),
    SetNum(i64),
    Delete,
}

/// The changes of one namespace of an instance: prefixes first, then keys, each once.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Changes<'w> {
    pub(super) prefixes: Vec<&'w str>,
    pub(super) keys: BTreeMap<&'w str, Change>,
}

/// Changes by instance and namespace.
pub(super) type Coalesced<'w> = BTreeMap<(InstanceId, &'static str), Changes<'w>>;

/// Applies changes to each other, in order.
pub(super) fn coalesce<'w>(
    writes: impl IntoIterator<Item = (InstanceId, &'w StateWrite)>,
) -> Coalesced<'w> {
    let mut all = Coalesced::new();
    for (instance, write) in writes {
        match write {
            StateWrite::Put { ns, key, value, num } => {
                let keys = &mut all.entry((instance, ns)).or_default().keys;
                keys.insert(key, Change::Put(value.clone(), *num));
            }
            StateWrite::Delete { ns, key } => {
                // Even after a put of the same group: an older row may exist.
                all.entry((instance, ns)).or_default().keys.insert(key, Change::Delete);
            }
            StateWrite::SetNum { ns, key, num } => {
                let keys = &mut all.entry((instance, ns)).or_default().keys;
                set_num(keys.entry(key).or_insert(Change::SetNum(*num)), *num);
            }
            StateWrite::DeletePrefix { ns, prefix } => {
                let changes = all.entry((instance, ns)).or_default();
                changes.keys.retain(|key, _| !key.starts_with(prefix.as_str()));
                changes.prefixes.push(prefix);
            }
        }
    }
    all
}

fn set_num(change: &mut Change, num: i64) {
    match change {
        Change::Put(_, old) | Change::SetNum(old) => *old = num,
        Change::Delete => {}
    }
}

#[cfg(test)]
mod tests {
    use super::{Change, coalesce};
    use crate::state::StateWrite::{self, Delete, DeletePrefix, Put, SetNum};
    use bytes::Bytes;
    use omni_domain::ids::InstanceId;
    use uuid::Uuid;

    fn put(key: &str, num: i64) -> StateWrite {
        Put { ns: "n", key: key.to_owned(), value: Bytes::from_static(b"v"), num }
    }

    #[test]
    fn the_last_change_of_a_key_remains() {
        let instance = InstanceId(Uuid::nil());
        let key = |key: &str| key.to_owned();
        let writes = [
            put("kept", 1),
            SetNum { ns: "n", key: key("kept"), num: 2 },
            put("gone", 1),
            Delete { ns: "n", key: key("gone") },
            SetNum { ns: "n", key: key("gone"), num: 9 },
            put("p:1", 1),
            DeletePrefix { ns: "n", prefix: key("p:") },
            put("p:2", 1),
            SetNum { ns: "n", key: key("old"), num: 7 },
        ];
        let all = coalesce(writes.iter().map(|write| (instance, write)));
        let changes = &all[&(instance, "n")];
        let value = Bytes::from_static(b"v");
        assert_eq!(changes.prefixes, ["p:"]);
        assert_eq!(changes.keys["kept"], Change::Put(value.clone(), 2));
        assert_eq!(changes.keys["gone"], Change::Delete);
        assert_eq!(changes.keys["old"], Change::SetNum(7));
        assert_eq!(changes.keys["p:2"], Change::Put(value, 1));
        assert_eq!(changes.keys.len(), 4);
    }
}
