use super::{LearntPair, Store, keys};
use crate::doubles::Database;
use crate::session::background::Background;
use bytes::Bytes;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use tokio::sync::mpsc;
use wacore::appstate::processor::AppStateMutationMAC;
use wacore::store::traits::{
    AppStateSyncKey, AppSyncStore, Backend, DeviceListRecord, DeviceStore, LidPnMappingEntry,
    MsgSecretEntry, MsgSecretStore, PendingInboundKey, PendingInboundRow, ProtocolStore,
    SignalStore, TcTokenEntry,
};

fn open(database: &Arc<Database>, learnt: mpsc::Sender<LearntPair>) -> Store {
    let (background, _) = Background::new();
    let sink = Arc::clone(database) as _;
    Store::new(Arc::clone(database) as _, sink, Arc::default(), Arc::new(background), learnt)
}

fn store() -> (Arc<Database>, Store, mpsc::Receiver<LearntPair>) {
    let database = Database::new();
    let (sender, learnt) = mpsc::channel(8);
    let store = open(&database, sender);
    (database, store, learnt)
}

#[test]
fn the_store_is_a_complete_backend() {
    fn is_backend<T: Backend>() {}
    is_backend::<Store>();
}

#[tokio::test]
async fn signal_records_are_read_one_by_one_and_in_batches() {
    let (_, store, _learnt) = store();
    let (a, b): (Arc<str>, Arc<str>) =
        ("100:1@s.whatsapp.net".into(), "1001@s.whatsapp.net".into());
    store.put_identities_batch(&[(a.clone(), [1; 32]), (b.clone(), [2; 32])]).await.unwrap();
    assert_eq!(store.load_identity(&a).await.unwrap(), Some([1; 32]));
    store.delete_identity(&a).await.unwrap();
    assert_eq!(store.load_identity(&a).await.unwrap(), None);
    store.put_sessions_batch(&[(a.clone(), Bytes::from_static(b"s"))]).await.unwrap();
    assert_eq!(store.get_session(&a).await.unwrap().as_deref(), Some(&b"s"[..]));
    assert!(store.has_session(&a).await.unwrap() && !store.has_session(&b).await.unwrap());
    assert!(store.has_signal_state_for_user("100").await.unwrap());
    assert!(store.has_signal_state_for_user("1001").await.unwrap());
    assert!(!store.has_signal_state_for_user("10").await.unwrap(), "a prefix is another user");
    store.put_sender_keys_batch(&[(b.clone(), Bytes::from_static(b"k"))]).await.unwrap();
    assert_eq!(store.get_sender_key(&b).await.unwrap(), Some(b"k".to_vec()));
    store.delete_sender_key(&b).await.unwrap();
    assert_eq!(store.get_sender_key(&b).await.unwrap(), None);
}

#[tokio::test]
async fn marking_prekeys_never_restores_one() {
    let (database, store, _learnt) = store();
    let keys: Vec<_> = (1..=12).map(|id| (id, Bytes::from(vec![1]))).collect();
    let before = database.applied.load(Ordering::Relaxed);
    store.store_prekeys_batch(&keys, false).await.unwrap();
    assert_eq!(database.applied.load(Ordering::Relaxed) - before, 1, "one commit for all");
    store.remove_prekey(2).await.unwrap();
    store.mark_prekeys_uploaded(&[1, 2, 3]).await.unwrap();
    assert_eq!(store.load_prekey(2).await.unwrap(), None);
    let mut loaded = store.load_prekeys_batch(&[1, 2, 12]).await.unwrap();
    loaded.sort_unstable();
    assert_eq!(loaded.iter().map(|(id, _)| *id).collect::<Vec<_>>(), [1, 12]);
    assert_eq!(store.get_max_prekey_id().await.unwrap(), 12);
}

#[tokio::test]
async fn the_latest_sync_key_is_the_last_one_stored() {
    let (_, store, _learnt) = store();
    assert_eq!(store.get_latest_sync_key_id().await.unwrap(), None);
    for id in [[9, 9], [1, 1]] {
        store.set_sync_key(&id, AppStateSyncKey::default()).await.unwrap();
    }
    assert_eq!(store.get_latest_sync_key_id().await.unwrap(), Some(vec![1, 1]));
    assert!(store.get_sync_key(&[9, 9]).await.unwrap().is_some());
    assert_eq!(store.get_version("unknown").await.unwrap().version, 0);
}

#[tokio::test]
async fn mutation_macs_belong_to_their_collection() {
    let (_, store, _learnt) = store();
    let mac =
        |index: u8| AppStateMutationMAC { index_mac: vec![index; 32], value_mac: vec![index] };
    store.put_mutation_macs("regular", 1, &[mac(1), mac(2)]).await.unwrap();
    store.put_mutation_macs("regular_low", 1, &[mac(1)]).await.unwrap();
    let found = store.get_mutation_macs("regular", &[[1; 32], [2; 32], [3; 32]]).await.unwrap();
    assert_eq!(found, HashMap::from([([1; 32], vec![1]), ([2; 32], vec![2])]));
    store.clear_mutation_macs("regular").await.unwrap();
    assert_eq!(store.get_mutation_mac("regular", &[1; 32]).await.unwrap(), None);
    assert_eq!(store.get_mutation_mac("regular_low", &[1; 32]).await.unwrap(), Some(vec![1]));
}

#[tokio::test]
async fn sent_messages_stay_until_they_expire() {
    let (_, store, _learnt) = store();
    store.store_sent_message("chat", "A", b"x").await.unwrap();
    for _ in 0..2 {
        assert_eq!(store.take_sent_message("chat", "A").await.unwrap(), Some(b"x".to_vec()));
    }
    assert_eq!(store.take_sent_message("chat", "C").await.unwrap(), None);
    store.store_sent_message("chat", "B", b"y").await.unwrap();
    assert_eq!(store.delete_expired_sent_messages(10).await.unwrap(), 0);
    let later = wacore::time::now_secs() + 10;
    assert_eq!(store.delete_expired_sent_messages(later).await.unwrap(), 2);
}

#[tokio::test]
async fn the_inbound_buffer_is_readable_before_it_is_stored() {
    let (database, store, _learnt) = store();
    let row = PendingInboundRow { chat: "c", sender: "s", id: "a|b", message: b"m" };
    store.store_pending_inbound_batch(&[row]).await.unwrap();
    assert_eq!(database.rows_in(keys::PENDING), 0, "only enqueued");
    assert_eq!(store.get_pending_inbound("c", "s", "a|b").await.unwrap(), Some(b"m".to_vec()));
    // A session that is applied afterwards is never stored without it.
    store.put_session("s", b"ratchet").await.unwrap();
    assert_eq!(database.rows_in(keys::PENDING), 1);
    let key = PendingInboundKey { chat: "c", sender: "s", id: "a|b" };
    store.delete_pending_inbound_batch(&[key]).await.unwrap();
    assert_eq!(store.find_buffered("c", "s", "a|b").await.unwrap(), None, "gone at once");
}

#[tokio::test]
async fn a_repeat_that_is_not_stored_is_requested_twice_before_it_is_acknowledged() {
    let (_database, store, _learnt) = store();
    for _ in 0..2 {
        assert!(store.get_pending_inbound("c", "s", "1").await.is_err());
    }
    assert_eq!(store.get_pending_inbound("c", "s", "1").await.unwrap(), None);
}

#[tokio::test]
async fn the_inbound_buffer_survives_the_process_and_expires() {
    let (database, first, _learnt) = store();
    first.store_pending_inbound("c", "s", "1", b"m").await.unwrap();
    first.put_session("s", b"ratchet").await.unwrap();
    let (sender, _receiver) = mpsc::channel(1);
    let second = open(&database.after_crash(), sender);
    assert_eq!(second.get_pending_inbound("c", "s", "1").await.unwrap(), Some(b"m".to_vec()));
    let later = wacore::time::now_secs() + 10;
    assert_eq!(first.delete_expired_pending_inbound(later).await.unwrap(), 1);
    assert_eq!(first.find_buffered("c", "s", "1").await.unwrap(), None);
}

fn pair(lid: &str, phone: &str) -> LidPnMappingEntry {
    LidPnMappingEntry {
        lid: lid.to_owned(),
        phone_number: phone.to_owned(),
        created_at: 1,
        updated_at: 1,
        learning_source: "usync".to_owned(),
    }
}

#[tokio::test]
async fn a_lid_that_moves_is_not_found_by_its_old_number() {
    let (_, store, mut learnt) = store();
    assert!(store.get_pn_mapping("111").await.unwrap().is_none());
    assert!(store.get_lid_mapping("L").await.unwrap().is_none());
    store.put_lid_mapping(&pair("L", "111")).await.unwrap();
    assert_eq!(store.get_pn_mapping("111").await.unwrap().unwrap().lid, "L");
    store.put_lid_mappings(&[pair("L", "222"), pair("M", "333")]).await.unwrap();
    assert!(store.get_pn_mapping("111").await.unwrap().is_none());
    assert_eq!(store.get_lid_mapping("L").await.unwrap().unwrap().phone_number, "222");
    assert_eq!(store.get_all_lid_mappings().await.unwrap().len(), 2);
    let first = learnt.recv().await.unwrap();
    assert_eq!(first, LearntPair { lid: "L".to_owned(), phone: "111".to_owned() });
}

#[tokio::test]
async fn each_half_of_a_token_is_kept_by_the_other() {
    let (_, store, _learnt) = store();
    store.touch_tc_token_sender_timestamp("j", 50).await.unwrap();
    store.store_received_tc_token("j", b"new", 100).await.unwrap();
    store.store_received_tc_token("j", b"old", 90).await.unwrap();
    store.touch_tc_token_sender_timestamp("j", 40).await.unwrap();
    let token = store.get_tc_token("j").await.unwrap().unwrap();
    assert_eq!(
        (token.token, token.token_timestamp, token.sender_timestamp),
        (b"new".to_vec(), 100, Some(50))
    );
    assert_eq!(
        store.delete_expired_tc_tokens(100, 60).await.unwrap(),
        0,
        "the received half is kept"
    );
    assert_eq!(store.delete_expired_tc_tokens(101, 50).await.unwrap(), 0, "the sent half is kept");
    assert_eq!(store.delete_expired_tc_tokens(101, 51).await.unwrap(), 1);
    let entry = TcTokenEntry { token: vec![1], token_timestamp: 1, sender_timestamp: None };
    store.put_tc_token("k", &entry).await.unwrap();
    assert_eq!(store.get_all_tc_token_jids().await.unwrap(), ["k"]);
}

fn secret(expires_at: i64, message_ts: i64) -> MsgSecretEntry {
    MsgSecretEntry {
        chat: "c".into(),
        sender: "s".into(),
        msg_id: "1".into(),
        secret: [5; 32],
        expires_at,
        message_ts,
    }
}

#[tokio::test]
async fn secrets_merge_to_the_later_expiry() {
    let (_, store, _learnt) = store();
    store.put_msg_secrets(vec![secret(100, 7), secret(50, 0)]).await.unwrap();
    assert_eq!(store.get_msg_secret_with_ts("c", "s", "1").await.unwrap(), Some((vec![5; 32], 7)));
    assert_eq!(store.delete_expired_msg_secrets(99).await.unwrap(), 0);
    store.put_msg_secrets(vec![secret(0, 0)]).await.unwrap();
    assert_eq!(store.delete_expired_msg_secrets(1_000).await.unwrap(), 0, "0 is never");
    store
        .put_msg_secrets(vec![MsgSecretEntry { msg_id: "2".into(), ..secret(100, 0) }])
        .await
        .unwrap();
    assert_eq!(store.delete_expired_msg_secrets(100).await.unwrap(), 1, "removed at its expiry");
}

#[tokio::test]
async fn sender_key_marks_are_kept_per_group() {
    let (_, store, _learnt) = store();
    store.set_sender_key_status("g1", &[("a", true), ("b", false)]).await.unwrap();
    store.set_sender_key_status("g2", &[("a", true)]).await.unwrap();
    let marks = store.get_sender_key_devices("g1").await.unwrap();
    assert_eq!(marks, [("a".to_owned(), true), ("b".to_owned(), false)]);
    store.delete_sender_key_device_rows(&["a"]).await.unwrap();
    assert_eq!(store.get_sender_key_devices("g1").await.unwrap().len(), 1);
    assert!(store.get_sender_key_devices("g2").await.unwrap().is_empty());
    store.clear_sender_key_devices("g1").await.unwrap();
    assert!(store.get_sender_key_devices("g1").await.unwrap().is_empty());
}

#[tokio::test]
async fn devices_groups_and_base_keys_are_stored() {
    let (_, store, _learnt) = store();
    let record = DeviceListRecord {
        user: "1".to_owned(),
        devices: Vec::new(),
        timestamp: 1,
        phash: None,
        raw_id: Some(3),
    };
    store.update_device_lists(vec![record]).await.unwrap();
    assert_eq!(store.get_devices("1").await.unwrap().unwrap().raw_id, Some(3));
    store.delete_devices("1").await.unwrap();
    assert!(store.get_devices("1").await.unwrap().is_none());
    store.put_group_metadata("g", b"blob").await.unwrap();
    assert_eq!(store.get_group_metadata("g").await.unwrap(), Some(b"blob".to_vec()));
    store.delete_group_metadata("g").await.unwrap();
    assert_eq!(store.get_group_metadata("g").await.unwrap(), None);
    store.save_base_key("a", "m", b"k").await.unwrap();
    assert!(store.has_same_base_key("a", "m", b"k").await.unwrap());
    assert!(!store.has_same_base_key("a", "m", b"other").await.unwrap());
    store.delete_base_key("a", "m").await.unwrap();
    assert!(!store.has_same_base_key("a", "m", b"k").await.unwrap());
}

#[tokio::test]
async fn the_device_is_created_once_and_loads_as_it_was_saved() {
    let (_, store, _learnt) = store();
    assert!(!store.exists().await.unwrap());
    store.create().await.unwrap();
    let mut device = store.load().await.unwrap().expect("created");
    device.push_name = "Olivia".to_owned();
    store.save(&device).await.unwrap();
    store.create().await.unwrap();
    let loaded = store.load().await.unwrap().expect("saved");
    assert_eq!(loaded.push_name, "Olivia");
    assert_eq!(loaded.registration_id, device.registration_id);
}
