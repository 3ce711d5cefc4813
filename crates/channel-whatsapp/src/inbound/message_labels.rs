//! Labels of single messages that another device of the account gives or takes away. The library
//! decrypts the patches of synchronised settings and drops what its registry does not have, which
//! these are. So they are read from the server's answer itself, with the same keys.

use crate::account::LABEL_MESSAGE;
use crate::inbound::Book;
use crate::store::Store;
use omni_channel::{Inbound, StateUpdate};
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use wacore::appstate::patch_decode::{WAPatchName, parse_patch_lists_ref};
use wacore::appstate::{ExpandedAppStateKeys, Mutation, decode_record, expand_app_state_keys};
use wacore::store::traits::AppSyncStore as _;
use wacore_binary::{Jid, NodeRef, OwnedNodeRef};
use waproto::whatsapp::SyncdMutation;
use waproto::whatsapp::syncd_mutation::SyncdOperation;

/// Whether a stanza may have patches of synchronised settings.
pub(super) fn has_patches(stanza: &NodeRef<'_>) -> bool {
    stanza.tag.as_ref() == "iq" && stanza.get_optional_child("sync").is_some()
}

/// What an answer of the server says about labels of messages. The library checks the signatures of
/// whole patches; here each record has its own checked, so that a forged one is left out.
pub(super) async fn read(stanza: &OwnedNodeRef, store: &Store, book: Book<'_>) -> Vec<Inbound> {
    let Ok(lists) = parse_patch_lists_ref(stanza.get()) else { return Vec::new() };
    let regular = lists.into_iter().filter(|list| list.name == WAPatchName::Regular);
    let mut keys = HashMap::new();
    let mut updates = Vec::new();
    for mutation in regular.flat_map(|list| list.patches).flat_map(|patch| patch.mutations) {
        let Some(read) = decode(&mutation, store, &mut keys).await else { continue };
        if let Some(update) = update(&read, book).await {
            updates.push(Inbound::State(Box::new(update)));
        }
    }
    updates
}

async fn decode(
    mutation: &SyncdMutation,
    store: &Store,
    keys: &mut HashMap<Vec<u8>, ExpandedAppStateKeys>,
) -> Option<Mutation> {
    let operation = mutation.operation.and_then(|operation| operation.as_known())?;
    if operation != SyncdOperation::SET {
        return None;
    }
    let record = mutation.record.as_option()?;
    let id = record.key_id.as_option()?.id.as_ref()?;
    if let Entry::Vacant(unknown) = keys.entry(id.clone()) {
        let key = store.get_sync_key(id).await.ok().flatten()?;
        unknown.insert(expand_app_state_keys(&key.key_data));
    }
    let (read, _) = decode_record(operation, record, keys.get(id)?, id, true).ok()?;
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
