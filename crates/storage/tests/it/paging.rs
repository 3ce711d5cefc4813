//! Pages stay consistent while rows are added and removed.

use crate::fixtures::{T, at, chat, instance, messages, new_chat, new_message};
use crate::harness::{both, commit, execute};
use omni_domain::conversation::ChatType;
use omni_domain::page::{Cursor, PageRequest};
use omni_storage::{ChatFilter, ChatTouch, InstanceFilter};

both! {
    async fn messages_page_both_ways_while_more_arrive(db) {
        let talk = chat(&db, instance(&db, "i").await.id, "1@c").await;
        // Pairs of the same time: the id breaks the tie.
        let all: Vec<_> = (0..20).map(|n| new_message(&talk, &format!("X{n}"), n / 2)).collect();
        messages(&db, all.clone()).await;
        let mut back = Vec::new();
        let mut before = None;
        for round in 0.. {
            let page = db.list_messages(T, talk.id, before, None, 3).await.expect("a page");
            back.extend(page.items.iter().map(|message| message.id));
            messages(&db, vec![new_message(&talk, &format!("new{round}"), 100 + round)]).await;
            before = page.next;
            if before.is_none() {
                break;
            }
        }
        let mut expected: Vec<_> = all.iter().map(|message| message.id).collect();
        let start = Cursor { key: all[0].platform_timestamp.0, id: all[0].id.0 };
        let onward = db.list_messages(T, talk.id, None, Some(start), 5).await.expect("a page");
        assert_eq!(onward.items.iter().map(|one| one.id).collect::<Vec<_>>(), expected[1..6]);
        expected.reverse();
        assert_eq!(back, expected);
        let newest = db.recent_messages(talk.id, 2).await.expect("a read");
        assert!(newest[0].platform_timestamp < newest[1].platform_timestamp);
        let tenth = all[10].clone();
        let earlier = commit!(db, |tx| tx.recent_messages_before(&tenth, 3).await?).expect("a read");
        assert_eq!(earlier.iter().map(|one| one.id).collect::<Vec<_>>(), [all[7].id, all[8].id, all[9].id]);
    }

    async fn a_row_that_cannot_be_read_is_left_out_of_a_page(db) {
        for name in ["a", "bad", "b", "c"] {
            instance(&db, name).await;
        }
        execute(&db, "UPDATE instances SET config = 'no JSON' WHERE name = 'bad'").await;
        let before = db.stats().unreadable;
        let (mut names, mut request) = (Vec::new(), PageRequest::first(2));
        loop {
            let page = db.list_instances(T, &InstanceFilter::default(), request).await.expect("a page");
            names.extend(page.items.into_iter().map(|one| one.name));
            let Some(next) = page.next else { break };
            request.after = Some(next);
        }
        assert_eq!(names, ["a", "b", "c"]);
        assert!(db.stats().unreadable > before);
        assert_eq!(db.wanted_instances().await.expect("a start").len(), 3, "the others start");
    }

    async fn chats_are_listed_by_their_newest_message(db) {
        let owner = instance(&db, "i").await.id;
        let mut chats = Vec::new();
        for n in 0..7 {
            chats.push(chat(&db, owner, &format!("{n}@c")).await);
        }
        let touches: Vec<_> = [3, 5, 1].iter().zip([30, 50, 10]).map(|(n, seconds)| ChatTouch {
            id: chats[*n].id, messages: 1, unread: 1,
            last_message_at: Some(at(seconds)), preview: Some("p".into()),
        }).collect();
        commit!(db, |tx| tx.touch_chats(&touches).await?).expect("a write");
        let mut seen = Vec::new();
        let mut request = PageRequest::first(2);
        loop {
            let page = db.list_chats(T, owner, ChatFilter::default(), request).await.expect("a page");
            seen.extend(page.items.iter().map(|chat| chat.address.id.clone()));
            // A chat that moves in front of the cursor is on no later page.
            commit!(db, |tx| tx.insert_chat(&{
                let mut new = new_chat(owner, &format!("new{}", tx.engine().as_str()));
                new.address.id = format!("{}-{}", new.address.id, new.id);
                new.last_message_at = Some(at(1000));
                new
            }).await?).expect("a write");
            let Some(next) = page.next else { break };
            request.after = Some(next);
        }
        assert_eq!(seen, ["5@c", "3@c", "1@c", "6@c", "4@c", "2@c", "0@c"]);
        let first = PageRequest::first(9);
        let found = |filter| {
            let db = &db;
            async move { db.list_chats(T, owner, filter, first).await.expect("a page").items.len() }
        };
        let named = ChatFilter { search: Some("CHAT 3@"), ..ChatFilter::default() };
        assert_eq!(found(named).await, 1);
        assert_eq!(found(ChatFilter { unread: true, ..ChatFilter::default() }).await, 3);
        let groups = ChatFilter { types: &[ChatType::Group], ..ChatFilter::default() };
        assert_eq!(found(groups).await, 0);
    }

    async fn instances_are_listed_oldest_first(db) {
        for n in 0..5 {
            instance(&db, &format!("i{n}")).await;
        }
        let filter = InstanceFilter::default();
        let page = db.list_instances(T, &filter, PageRequest::first(2)).await.expect("a page");
        instance(&db, "late").await;
        let rest = PageRequest { limit: 10, after: page.next };
        let rest = db.list_instances(T, &filter, rest).await.expect("a page");
        let names: Vec<_> = page.items.iter().chain(&rest.items).map(|one| one.name.as_str()).collect();
        assert_eq!(names, ["i0", "i1", "i2", "i3", "i4", "late"]);
        assert_eq!(rest.next, None);
    }
}
