//! Labels of single messages that another device of the account gives or takes away. The library
//! decrypts the patches of synchronised settings and drops what its registry does not have, which
//! these are. So they are read from the server's answer itself, with the same keys. What was kept
//! before the number was linked comes as a list (a snapshot) apart from the answer, and so do large
//! patches: both are fetched as files.

use crate::account::LABEL_MESSAGE;
use crate::inbound::Book;
use crate::session::Core;
use crate::store::Store;
use omni_channel::{Inbound, StateUpdate};
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::time::Duration;
use wacore::appstate::patch_decode::{PatchList, WAPatchName, parse_patch_lists_ref};
use wacore::appstate::{ExpandedAppStateKeys, Mutation, decode_record, expand_app_state_keys};
use wacore::store::traits::AppSyncStore as _;
use wacore_binary::{Jid, NodeRef, OwnedNodeRef};
use waproto::codec::{syncd_mutations_decode, syncd_snapshot_decode};
use waproto::whatsapp::syncd_mutation::SyncdOperation;
use waproto::whatsapp::{ExternalBlobReference, SyncdMutation, SyncdRecord};
use whatsapp_rust::Client;

/// Largest file of settings that is read, bytes: all of it is in memory for a moment.
const LARGEST: u64 = 32 * 1024 * 1024;
/// How long fetching one may take: what else arrives waits for it.
const FETCH_LIMIT: Duration = Duration::from_secs(30);

/// Whether a stanza may have patches of synchronised settings.
pub(super) fn has_patches(stanza: &NodeRef<'_>) -> bool {
    stanza.tag.as_ref() == "iq" && stanza.get_optional_child("sync").is_some()
}

/// What an answer of the server contains about labels of messages. The library checks the signatures of
/// whole patches; here each record has its own checked, so that a forged one is left out.
pub(super) async fn read(
    stanza: &OwnedNodeRef,
    core: &Core,
    client: &Client,
    book: Book<'_>,
) -> Vec<Inbound> {
    let Ok(lists) = parse_patch_lists_ref(stanza.get()) else { return Vec::new() };
    let mut keys = HashMap::new();
    let mut received = Vec::new();
    for list in lists.into_iter().filter(|list| list.name == WAPatchName::Regular) {
        let is_snapshot = list.snapshot_ref.is_some();
        for record in records(client, list).await {
            let Some(read) = decode(&record, &core.store, &mut keys).await else { continue };
            if let Some(update) = update(&read, book).await {
                core.held_marks.follow(&update, is_snapshot);
                received.push(Inbound::State(Box::new(update)));
            }
        }
    }
    received
}

/// What a list has set, oldest first. A file that cannot be fetched is left out: the library reports
/// that it could not read the collection, and asks for it again.
async fn records(client: &Client, list: PatchList) -> Vec<SyncdRecord> {
    let mut records = Vec::new();
    if let Some(reference) = &list.snapshot_ref
        && let Some(bytes) = fetch(client, reference).await
        && let Ok(snapshot) = syncd_snapshot_decode(&bytes)
    {
        records.extend(snapshot.records);
    }
    for patch in list.patches {
        let mut mutations = patch.mutations;
        if let Some(reference) = patch.external_mutations.as_option()
            && let Some(bytes) = fetch(client, reference).await
            && let Ok(large) = syncd_mutations_decode(&bytes)
        {
            mutations = large.mutations;
        }
        records.extend(mutations.into_iter().filter_map(set));
    }
    records
}

async fn fetch(client: &Client, file: &ExternalBlobReference) -> Option<Vec<u8>> {
    if file.file_size_bytes.is_none_or(|size| size > LARGEST) {
        return None;
    }
    tokio::time::timeout(FETCH_LIMIT, client.download(file)).await.ok()?.ok()
}

/// The record of a mutation that sets one.
fn set(mutation: SyncdMutation) -> Option<SyncdRecord> {
    let operation = mutation.operation.and_then(|operation| operation.as_known())?;
    if operation == SyncdOperation::SET { mutation.record.into_option() } else { None }
}

async fn decode(
    record: &SyncdRecord,
    store: &Store,
    keys: &mut HashMap<Vec<u8>, ExpandedAppStateKeys>,
) -> Option<Mutation> {
    let id = record.key_id.as_option()?.id.as_ref()?;
    if let Entry::Vacant(unknown) = keys.entry(id.clone()) {
        let key = store.get_sync_key(id).await.ok().flatten()?;
        unknown.insert(expand_app_state_keys(&key.key_data));
    }
    let (read, _) = decode_record(SyncdOperation::SET, record, keys.get(id)?, id, true).ok()?;
    Some(read)
}

async fn update(read: &Mutation, book: Book<'_>) -> Option<StateUpdate> {
    let [kind, label, chat, external_id, ..] = read.index.as_slice() else { return None };
    if kind != LABEL_MESSAGE.name {
        return None;
    }
    let chat: Jid = chat.parse().ok()?;
    let action = read.action_value.as_ref()?.label_association_action.as_option()?;
    Some(StateUpdate::LabelledMessage {
        chat: book.address(&chat, None).await,
        external_id: external_id.clone(),
        label: label.clone(),
        on: action.labeled.unwrap_or_default(),
    })
}
