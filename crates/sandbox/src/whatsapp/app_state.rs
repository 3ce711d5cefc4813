//! What an account keeps about its chats on all of its devices: encrypted patches in the order in
//! which the server accepted them, and what the phone, which has the key, reads in them.

use std::collections::{BTreeMap, HashMap};

use anyhow::{Context as _, anyhow, ensure};
use rand::RngExt as _;
use wacore::appstate::hash::{HashState, generate_patch_mac};
use wacore::appstate::{ExpandedAppStateKeys, decode_record, encode_record};
use wacore_binary::Node;
use wacore_binary::builder::NodeBuilder;
use waproto::buffa::MessageField;
use waproto::codec::{syncd_patch_decode, syncd_patch_to_vec};
use waproto::whatsapp as wa;
use waproto::whatsapp::syncd_mutation::SyncdOperation;

use super::account::{Account, Companion};
use super::node::{now_secs, server_id};

/// The collections that are kept. `critical_unblock_low` is the address book; the other critical one
/// is accepted and dropped: it has the account's own name, which the phone also sends as history.
const KEPT: [&str; 4] = ["critical_unblock_low", "regular", "regular_low", "regular_high"];

/// The key of an account's collections.
pub(crate) struct AppStateKey {
    pub(crate) id: Vec<u8>,
    pub(crate) keys: ExpandedAppStateKeys,
}

/// All collections of an account.
#[derive(Default)]
pub(crate) struct AppState {
    collections: BTreeMap<&'static str, Collection>,
    /// The last value of each index.
    values: BTreeMap<Vec<String>, wa::SyncActionValue>,
    /// A device that has nothing of a collection gets it as a list instead of all patches.
    pub(crate) gives_snapshots: bool,
}

#[derive(Default)]
struct Collection {
    state: HashState,
    /// The value of each index, by their MACs.
    macs: HashMap<Vec<u8>, Vec<u8>>,
    /// The record of each index, by its MAC.
    records: BTreeMap<Vec<u8>, wa::SyncdRecord>,
    patches: Vec<Vec<u8>>,
}

/// Why a patch is not accepted.
pub(crate) enum Refused {
    /// Another device was faster.
    Conflict,
    /// It is not signed by a device of the account, or does not follow from the ones before.
    Invalid,
}

/// One that is kept, by its name.
pub(crate) fn kept(name: &str) -> Option<&'static str> {
    KEPT.into_iter().find(|kept| *kept == name)
}

impl AppState {
    pub(crate) fn version(&self, name: &str) -> u64 {
        self.collections.get(name).map_or(0, |collection| collection.state.version)
    }

    /// The patches after a version, oldest first.
    pub(crate) fn since(&self, name: &str, version: u64) -> Vec<Node> {
        let Some(collection) = self.collections.get(name) else { return Vec::new() };
        let skipped = usize::try_from(version).unwrap_or(usize::MAX);
        let patches = collection.patches.iter().skip(skipped);
        patches.map(|patch| NodeBuilder::new("patch").bytes(patch.clone()).build()).collect()
    }

    /// All that a collection has, as one list; `None` while nothing was written.
    pub(crate) fn snapshot(&self, key: &AppStateKey, name: &str) -> Option<wa::SyncdSnapshot> {
        let collection = self.collections.get(name).filter(|one| one.state.version > 0)?;
        let version = wa::SyncdVersion { version: Some(collection.state.version) };
        Some(wa::SyncdSnapshot {
            version: MessageField::some(version),
            records: collection.records.values().cloned().collect(),
            mac: Some(collection.state.generate_snapshot_mac(name, &key.keys.snapshot_mac)),
            key_id: MessageField::some(wa::KeyId { id: Some(key.id.clone()) }),
        })
    }

    /// The last value that a device wrote under this index.
    pub(crate) fn value(&self, index: &[&str]) -> Option<wa::SyncActionValue> {
        let index: Vec<String> = index.iter().map(|part| (*part).to_owned()).collect();
        self.values.get(&index).cloned()
    }

    /// Takes the patch of a device that had the version `base`.
    pub(crate) fn accept(
        &mut self,
        key: &AppStateKey,
        name: &'static str,
        base: u64,
        patch: &[u8],
    ) -> Result<(), Refused> {
        if base != self.version(name) {
            return Err(Refused::Conflict);
        }
        self.apply(key, name, patch).map_err(|error| {
            tracing::warn!(%error, name, "a device wrote a patch that its account cannot read");
            Refused::Invalid
        })
    }

    fn apply(&mut self, key: &AppStateKey, name: &'static str, patch: &[u8]) -> anyhow::Result<()> {
        let mut patch = syncd_patch_decode(patch).map_err(|error| anyhow!("{error}"))?;
        let collection = self.collections.entry(name).or_default();
        let state = next(collection, &patch.mutations)?;
        let mac = state.generate_snapshot_mac(name, &key.keys.snapshot_mac);
        ensure!(patch.snapshot_mac.as_ref() == Some(&mac), "the sum of the values is another");
        let mac = generate_patch_mac(&patch, name, &key.keys.patch_mac, state.version);
        ensure!(patch.patch_mac.as_ref() == Some(&mac), "the signature is wrong");
        for mutation in &patch.mutations {
            let operation = mutation.operation.and_then(|operation| operation.as_known());
            let operation = operation.unwrap_or(SyncdOperation::SET);
            let id = mutation.record.key_id.id.as_ref().context("a record without a key")?;
            ensure!(*id == key.id, "a record under another key");
            let (read, macs) = decode_record(operation, &mutation.record, &key.keys, id, true)?;
            if operation == SyncdOperation::SET {
                let record = mutation.record.as_option().cloned().unwrap_or_default();
                collection.records.insert(macs.index_mac.clone(), record);
                collection.macs.insert(macs.index_mac, macs.value_mac);
                self.values.insert(read.index, read.action_value.unwrap_or_default());
            } else {
                collection.records.remove(&macs.index_mac);
                collection.macs.remove(&macs.index_mac);
                self.values.remove(&read.index);
            }
        }
        patch.version = MessageField::some(wa::SyncdVersion { version: Some(state.version) });
        collection.state = state;
        collection.patches.push(syncd_patch_to_vec(&patch));
        Ok(())
    }

    /// Writes a value, as a device does.
    pub(crate) fn write(
        &mut self,
        key: &AppStateKey,
        name: &'static str,
        version: i32,
        index: &[&str],
        value: &wa::SyncActionValue,
    ) -> anyhow::Result<()> {
        let iv: [u8; 16] = rand::rng().random();
        let index = serde_json::to_vec(index)?;
        let set = SyncdOperation::SET;
        let (mutation, _) = encode_record(set, &index, value, &key.keys, &key.id, &iv, version);
        let mutations = vec![mutation];
        let state = next(self.collections.entry(name).or_default(), &mutations)?;
        let mut patch = wa::SyncdPatch {
            snapshot_mac: Some(state.generate_snapshot_mac(name, &key.keys.snapshot_mac)),
            key_id: MessageField::some(wa::KeyId { id: Some(key.id.clone()) }),
            mutations,
            ..Default::default()
        };
        let mac = generate_patch_mac(&patch, name, &key.keys.patch_mac, state.version);
        patch.patch_mac = Some(mac);
        self.apply(key, name, &syncd_patch_to_vec(&patch))
    }
}

/// The state of a collection after these mutations.
fn next(collection: &Collection, mutations: &[wa::SyncdMutation]) -> anyhow::Result<HashState> {
    let mut state = collection.state.clone();
    let (_, updated) =
        state.update_hash(mutations, |index, _| Ok(collection.macs.get(index).cloned()));
    updated?;
    state.version += 1;
    Ok(state)
}

/// Notifies the linked devices, except the author: a collection has changed.
pub(crate) fn announce(account: &Account, name: &str, author: Option<&Companion>) {
    let version = account.app_state.lock().version(name);
    let collection =
        NodeBuilder::new("collection").attr("name", name).attr("version", version).build();
    announce_sync(account, "server_sync", &collection, author);
}

/// Notifies the linked devices, except the author: one of the account's lists has changed.
pub(crate) fn announce_list(account: &Account, list: &'static str, author: Option<&Companion>) {
    announce_sync(account, "account_sync", &NodeBuilder::new(list).build(), author);
}

fn announce_sync(account: &Account, kind: &'static str, change: &Node, author: Option<&Companion>) {
    for companion in account.companions() {
        if author.is_some_and(|author| author.device == companion.device) {
            continue;
        }
        let id = server_id();
        let notification = NodeBuilder::new("notification")
            .attr("from", account.pn())
            .attr("type", kind)
            .attr("id", id.clone())
            .attr("t", now_secs())
            .children([change.clone()]);
        companion.mailbox.push(&id, notification.build());
    }
}
