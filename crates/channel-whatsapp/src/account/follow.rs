//! Follows what other devices of the account change.

use crate::session::Core;
use crate::session::background::Task;
use std::future::pending;
use std::sync::Arc;
use std::time::Duration;
use wacore::appstate::patch_decode::WAPatchName;
use wacore::store::traits::AppSyncStore;
use whatsapp_rust::sync_task::MajorSyncTask;
use whatsapp_rust::{Client, NodeFilter};

/// What is kept about chats: stars and mutes, archive and pins, labels.
const COLLECTIONS: [WAPatchName; 3] =
    [WAPatchName::RegularHigh, WAPatchName::RegularLow, WAPatchName::Regular];

/// How long further notifications are gathered: a change of several marks is announced several times.
const SETTLE: Duration = Duration::from_millis(500);

/// Fetches again what has changed according to the network, until dropped. The library has no event for
/// these notifications.
pub(crate) async fn watch(core: &Core, client: &Arc<Client>) {
    let filter = || NodeFilter::tag("notification").attr("type", "account_sync");
    let mut next = client.wait_for_node(filter());
    loop {
        let Ok(node) = next.await else { return pending().await };
        // Before anything is fetched: what changes from now on is a notification of its own.
        next = client.wait_for_node(filter());
        let node = node.get();
        // Both: one that arrived between the two waits may have been about the other.
        if ["blocklist", "privacy"].iter().any(|part| node.get_optional_child(part).is_some()) {
            core.background.add(Task::FetchBlocklist);
            core.background.add(Task::FetchPrivacy);
        }
    }
}

/// Fetches collections of app state after each notification of a change, until dropped. The library does
/// so as well, but leaves out a collection of which a fetch is in progress, although that one may have been
/// asked for before the change; here the fetch follows it.
pub(crate) async fn watch_collections(core: &Core, client: &Arc<Client>) {
    let filter = || NodeFilter::tag("notification").attr("type", "server_sync");
    let mut next = client.wait_for_node(filter());
    loop {
        if next.await.is_err() {
            return pending().await;
        }
        next = client.wait_for_node(filter());
        tokio::time::sleep(SETTLE).await;
        let syncing = Arc::clone(client);
        let work = async move {
            for name in COLLECTIONS {
                let task = MajorSyncTask::AppStateSync { name, full_sync: false };
                syncing.process_sync_task(task).await;
            }
        };
        // A task of its own, as in [`catch_up`]; the next one waits for it.
        let _ = tokio::spawn(core.quiescence.track(work)).await;
    }
}

/// After a login: fetches what may have changed since the last connection.
pub(crate) fn catch_up(core: &Arc<Core>, client: &Arc<Client>) {
    core.background.add(Task::FetchBlocklist);
    core.background.add(Task::FetchPrivacy);
    let (state, syncing) = (Arc::clone(core), Arc::clone(client));
    let work = async move {
        for name in COLLECTIONS {
            // The library fetches a collection that it has nothing of by itself, once the phone has
            // shared its keys.
            let known = state.store.get_version(name.as_str()).await;
            if known.is_ok_and(|known| known.version > 0) {
                let task = MajorSyncTask::AppStateSync { name, full_sync: false };
                syncing.process_sync_task(task).await;
            }
        }
    };
    // A task of its own: a fetch that is given up half-way would leave what is stored of the
    // collection in disagreement.
    tokio::spawn(core.quiescence.track(work));
}
