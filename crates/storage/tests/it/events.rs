//! The event log.

use crate::fixtures::{T, at, chat, event_of, id, instance, new_event};
use crate::harness::{both, commit};
use omni_domain::content::ContentType;
use omni_domain::event::{Event, EventType};
use omni_domain::instance::ChannelType;
use omni_domain::message::Direction;
use omni_domain::page::PageRequest;
use omni_storage::EventFilter;
use serde_json::json;

both! {
    async fn an_event_is_read_back_as_it_was(db) {
        let owner = instance(&db, "owner").await.id;
        let event = Event {
            chat_id: Some(id()),
            chat_external_id: Some("1@c".to_owned()),
            message_id: Some(id()),
            external_id: Some("X".to_owned()),
            person_id: Some(id()),
            identity_id: Some(id()),
            content_type: Some(ContentType::Text),
            ..new_event(owner, "hello")
        };
        let appended = event.clone();
        commit!(db, |tx| tx.append_event(appended)).expect("a write");
        let found = db.find_event(T, event.id).await.expect("a read");
        assert_eq!(found, Some(Event { seq: 1, ..event.clone() }));
        assert_eq!(db.find_event(id(), event.id).await.expect("a read"), None, "another tenant");
    }

    async fn an_ephemeral_event_leaves_no_row(db) {
        commit!(db, |tx| tx.append_event(event_of(EventType::PresenceTyping, json!({}))))
            .expect("a write without a row");
        assert!(db.events_after(Some(T), 0, 10).await.expect("events").is_empty());
        commit!(db, |tx| {
            tx.append_event(event_of(EventType::PresenceTyping, json!({})));
            tx.append_event(new_event(id(), "stays"));
        }).expect("a write");
        let events = db.events_after(Some(T), 0, 10).await.expect("events");
        assert_eq!(events.iter().map(|event| event.seq).collect::<Vec<_>>(), [1]);
    }

    async fn lists_are_filtered_and_counted(db) {
        let one = instance(&db, "one").await.id;
        let two = instance(&db, "two").await.id;
        let talk = chat(&db, one, "1@c").await.id;
        commit!(db, |tx| {
            for n in 0..10 {
                let owner = if n % 2 == 0 { one } else { two };
                tx.append_event(Event {
                    at: at(n),
                    chat_id: (n == 4).then_some(talk),
                    direction: Some(if n < 8 { Direction::Inbound } else { Direction::Outbound }),
                    body: event_of(if n == 6 { EventType::MessageRead } else { EventType::MessageReceived }, json!({})).body,
                    ..new_event(owner, if n == 2 { "Olá, AÇÃO 50%" } else { "nothing" })
                });
            }
        }).expect("a write");
        let cases = [
            (EventFilter::default(), 10),
            (EventFilter { instance_ids: Some(vec![one]), ..Default::default() }, 5),
            (EventFilter { instance_ids: Some(vec![one, two]), ..Default::default() }, 10),
            (EventFilter { instance_ids: Some(vec![]), ..Default::default() }, 0),
            (EventFilter { chat_id: Some(talk), ..Default::default() }, 1),
            (EventFilter { direction: Some(Direction::Outbound), ..Default::default() }, 2),
            (EventFilter { event_types: vec![EventType::MessageRead], ..Default::default() }, 1),
            (EventFilter { channels: vec![ChannelType::Discord], ..Default::default() }, 0),
            (EventFilter { since: Some(at(3)), until: Some(at(5)), ..Default::default() }, 2),
            (EventFilter { search: Some("ação 50%".to_owned()), ..Default::default() }, 1),
            (EventFilter { search: Some("a_ão".to_owned()), ..Default::default() }, 0),
        ];
        for (filter, expected) in cases {
            let page = db.list_events(T, &filter, PageRequest::first(100)).await.expect("a list");
            assert_eq!(page.items.len(), expected, "{filter:?}");
            let count = db.count_events(T, &filter).await.expect("a count");
            assert!(!count.at_least, "{filter:?}");
            assert_eq!(count.count, i64::try_from(expected).expect("small"), "{filter:?}");
        }
        let counts = db.event_counts(Some(T), at(7)).await.expect("counts");
        assert_eq!((counts.today, counts.total), (3, 10));
        assert_eq!(commit!(db, |tx| tx.delete_events_before(T, at(4), None, 3).await?).expect("some"), 3);
        assert_eq!(db.event_counts(Some(T), at(0)).await.expect("counts").total, 7);
    }

    async fn text_that_postgres_refuses_is_stored_all_the_same(db) {
        commit!(db, |tx| tx.append_event(new_event(id(), "a\0b"))).expect("a write");
        let events = db.events_after(None, 0, 1).await.expect("events");
        assert_eq!(events[0].text.as_deref(), Some("a\u{fffd}b"));
        assert_eq!(events[0].body, new_event(id(), "a\0b").body, "JSON escapes it");
    }
}
