//! Instances.

use crate::fixtures::{
    T, at, chat, id, instance, messages, new_event, new_identity, new_instance, new_job,
    new_message, new_person,
};
use crate::harness::{both, commit};
use omni_domain::instance::{ChannelType, ConnectionState, Instance};
use omni_domain::job::{JobKind, NewJob};
use omni_domain::page::PageRequest;
use omni_storage::{DeletionStage, InstanceFilter, InstanceRows, StateChange, StorageError};

both! {
    async fn an_instance_is_read_back_and_changed(db) {
        let mut wanted = new_instance("one");
        wanted.config.media.process_video = true;
        wanted.config.channel_config.insert("deviceName".into(), "Omni".into());
        let stored = wanted.clone();
        commit!(db, |tx| tx.insert_instance(&stored).await?).expect("a write");
        assert_eq!(db.find_instance(T, wanted.id).await.expect("a read"), Some(wanted.clone()));
        assert_eq!(db.find_instance(id(), wanted.id).await.expect("a read"), None);
        instance(&db, "two").await;
        let renamed = Instance { name: "two".into(), ..wanted.clone() };
        let error = commit!(db, |tx| tx.update_instance(&renamed).await?).expect_err("a taken name");
        assert!(matches!(&error, StorageError::NotUnique { constraint } if constraint == "instances.name"), "{error:?}");
        let gone = new_instance("gone");
        let error = commit!(db, |tx| tx.update_instance(&gone).await?).expect_err("not there");
        assert!(matches!(error, StorageError::Stale));
        let change = StateChange {
            state: ConnectionState::Connected, message: Some("fine".into()), since: at(3),
            owner_id: Some("1@c".into()), owner_alt: None, profile_name: None, connected_at: Some(at(3)),
        };
        let later = StateChange { owner_id: None, message: None, connected_at: None, ..change.clone() };
        commit!(db, |tx| {
            assert!(tx.record_instance_state(wanted.id, &change).await?);
            assert!(tx.record_instance_state(wanted.id, &later).await?);
            assert!(tx.set_instance_wanted(wanted.id, false, at(4)).await?);
            tx.touch_instance(wanted.id, at(9));
            tx.touch_instance(wanted.id, at(8));
        }).expect("a write");
        let now = db.instance_by_id(wanted.id).await.expect("a read").expect("it");
        assert_eq!((now.state, now.owner_id.as_deref()), (ConnectionState::Connected, Some("1@c")));
        assert_eq!((now.last_connected_at, now.last_message_at), (Some(at(3)), Some(at(9))));
        assert_eq!((now.wanted, now.state_message), (false, None));
    }

    async fn lists_are_filtered_and_counted(db) {
        let mut ids = Vec::new();
        for n in 0..4 {
            let new = Instance {
                channel: if n == 3 { ChannelType::Discord } else { ChannelType::WhatsappBaileys },
                wanted: n != 2,
                ..new_instance(&format!("i{n}"))
            };
            ids.push(new.id);
            commit!(db, |tx| {
                tx.insert_instance(&new).await?;
                if n == 1 {
                    tx.touch_instance(new.id, at(5));
                }
            }).expect("a write");
        }
        let filter = InstanceFilter {
            channels: vec![ChannelType::WhatsappBaileys],
            states: vec![ConnectionState::Disconnected],
            ids: Some(ids[1..].to_vec()),
        };
        let page = db.list_instances(T, &filter, PageRequest::first(10)).await.expect("a page");
        assert_eq!(page.items.iter().map(|one| one.id).collect::<Vec<_>>(), ids[1..3]);
        let none = InstanceFilter { ids: Some(vec![]), ..Default::default() };
        assert!(db.list_instances(T, &none, PageRequest::first(10)).await.expect("a page").items.is_empty());
        let wanted = db.wanted_instances().await.expect("a read");
        assert_eq!(wanted.iter().map(|one| one.id).collect::<Vec<_>>(), [ids[1], ids[0], ids[3]]);
        let counts = db.instance_counts(Some(T), Some(&ids[1..])).await.expect("counts");
        assert_eq!(counts.iter().map(|one| (one.channel, one.count)).collect::<Vec<_>>(),
            [(ChannelType::Discord, 1), (ChannelType::WhatsappBaileys, 2)]);
    }

    async fn a_deleted_instance_leaves_nothing(db) {
        let (gone, kept) = (instance(&db, "gone").await.id, instance(&db, "kept").await.id);
        let mut people = Vec::new();
        for owner in [gone, kept] {
            let talk = chat(&db, owner, "1@c").await;
            messages(&db, vec![new_message(&talk, "X", 0)]).await;
            let (person, shared) = (new_person("own"), new_person("shared"));
            people.push(person.id);
            commit!(db, |tx| {
                tx.insert_person(&person).await?;
                tx.insert_person(&shared).await?;
                tx.insert_identity(&new_identity(&person, owner, "1@c")).await?;
                tx.insert_identity(&new_identity(&shared, owner, "2@c")).await?;
                tx.insert_identity(&new_identity(&shared, kept, &format!("{}@c", shared.id))).await?;
                tx.append_event(new_event(owner, "x"));
                tx.insert_job(NewJob { instance_id: Some(owner), ..new_job(JobKind::TurnRun, None) });
            }).expect("rows");
        }
        for empty_first in [true, false] {
            if empty_first {
                let marked = commit!(db, |tx| tx.mark_instance_deleted(T, gone, at(9)).await?);
                assert!(marked.expect("a write"));
                assert_eq!(db.find_instance(T, gone).await.expect("a read"), None);
                assert_eq!(db.deleted_instances(5).await.expect("a read"), [(T, gone)]);
                assert_eq!(db.job_counts().await.expect("counts")[0].count, 1);
                instance(&db, "gone").await;
                let mut listed = Vec::new();
                while let Some(mut rows) = db.rows_of_instance(gone, 5).await.expect("a read") {
                    let some = rows.take(1);
                    assert!(rows.is_empty(), "one event and one message: {rows:?}");
                    listed.push(some.clone());
                    commit!(db, |tx| tx.delete_rows_of_instance(T, &some).await?).expect("a piece");
                }
                assert!(
                    matches!(listed[..], [InstanceRows::Events(_), InstanceRows::Messages(_)]),
                    "{listed:?}"
                );
                assert!(db.find_messages_by_external(gone, &["X".into()]).await.expect("a read").is_empty());
                let (mut pieces, mut stage) = (0, DeletionStage::default());
                while let Some(next) =
                    commit!(db, |tx| tx.delete_piece_of_instance(T, gone, stage, 1).await?)
                        .expect("a piece")
                {
                    (pieces, stage) = (pieces + 1, next);
                }
                assert!(pieces >= 3, "in {pieces} pieces");
                assert_eq!(db.event_counts(Some(T), at(0)).await.expect("counts").total, 1);
            }
            assert!(!commit!(db, |tx| tx.delete_instance(id(), gone).await?).expect("another tenant"));
            let deleted = commit!(db, |tx| tx.delete_instance(T, gone).await?).expect("a write");
            assert_eq!(deleted, empty_first);
        }
        assert!(db.find_chat_by_address(gone, "1@c").await.expect("a read").is_none());
        assert!(db.find_chat_by_address(kept, "1@c").await.expect("a read").is_some());
        assert!(db.find_messages_by_external(gone, &["X".into()]).await.expect("a read").is_empty());
        assert!(db.find_person(T, people[0]).await.expect("a read").is_none());
        assert!(db.find_person(T, people[1]).await.expect("a read").is_some());
        assert_eq!(db.job_counts().await.expect("counts")[0].count, 1);
        assert_eq!(db.events_after(Some(T), 0, 10).await.expect("events").len(), 1);
    }
}
