//! Finding events: words, kinds, totals, and pages of a log that grows.

use crate::fixtures::{NOW, T, at, event_of, id, instance, new_event};
use crate::harness::{Db, both, commit, execute};
use omni_domain::content::ContentType;
use omni_domain::event::{AgentError, AgentResponse, Event, EventBody, EventType};
use omni_domain::ids::InstanceId;
use omni_domain::page::PageRequest;
use omni_domain::turn::TurnStage;
use omni_storage::{EventFilter, EventTotal, FigureQuery, InstanceRows, StoreOptions};
use serde_json::json;
use sqlx::ConnectOptions;
use std::str::FromStr;

fn words(text: &str) -> EventFilter {
    EventFilter { search: Some(text.to_owned()), ..EventFilter::default() }
}

const fn exactly(count: i64) -> EventTotal {
    EventTotal { count, at_least: false }
}

async fn found(db: &Db, filter: &EventFilter) -> usize {
    let page = db.page_events(T, filter, PageRequest::first(100)).await.expect("a page");
    assert_eq!(page.total, db.count_events(T, filter).await.expect("a count"));
    page.page.items.len()
}

/// Walks a whole list, a page at a time.
async fn walk(db: &Db, filter: &EventFilter, limit: u32) -> Vec<i64> {
    let mut seen = Vec::new();
    let mut request = PageRequest::first(limit);
    loop {
        let page = db.page_events(T, filter, request).await.expect("a page").page;
        seen.extend(page.items.iter().map(|event| event.seq));
        let Some(next) = page.next else { return seen };
        request.after = Some(next);
    }
}

fn response(processing_ms: u64, latency_ms: u64) -> EventBody {
    AgentResponse {
        turn_id: Some(id()),
        message_id: id(),
        messages: 1,
        attempts: 1,
        processing_ms: Some(processing_ms),
        latency_ms,
        model: None,
        input_tokens: None,
        output_tokens: None,
        reply: None,
    }
    .into()
}

fn error(will_retry: bool) -> EventBody {
    AgentError {
        turn_id: Some(id()),
        message_id: None,
        error: "no".to_owned(),
        error_code: "x".to_owned(),
        error_stage: TurnStage::AgentRequest,
        retry_count: 1,
        will_retry,
        processing_ms: None,
    }
    .into()
}

both! {
    async fn words_are_found_whatever_their_case_and_accents(db) {
        let texts = ["Red apple", "GREEN Äpfel, grün", "red 東京 apples", "naïve café 👍", "x"];
        commit!(db, |tx| {
            for text in texts {
                tx.append_event(new_event(id(), text));
            }
            tx.append_event(Event { text: None, ..new_event(id(), "") });
        }).expect("a write");
        let cases = [
            ("red", 2), ("RED app", 2), ("apple", 1), ("apples", 1), ("appl", 2), ("appl ", 0), ("apfel", 1), ("GRUN", 1),
            ("cafe naive", 1), ("caf", 1), ("ca", 0), ("京", 1), ("👍", 1), ("red green", 0),
            ("x", 1), ("", 0), ("***", 0),
        ];
        for (text, expected) in cases {
            assert_eq!(found(&db, &words(text)).await, expected, "{text}");
        }
    }

    async fn no_text_breaks_the_search(db) {
        commit!(db, |tx| tx.append_event(new_event(id(), "it's a \"test\" (of) - * NOT:* & |"))).expect("a write");
        let odd = [
            "\"", "'", "it's", "a\"b", "te*", "-test", "NOT", "test OR", "AND", "NEAR(", "(test",
            "test)", "col:test", "^test", "{a b}: c", "test & !of", "a:*", "\\", "%", "_", "\0",
            "😀", "👩‍👩‍👧", "\u{202e}test", "<->", "'); DROP TABLE events; --", "test\ntest", "\u{fffd}",
        ];
        for text in odd {
            let _ = found(&db, &words(text)).await;
        }
        for text in ["it's", "te\u{301}st", "\"test\"", "-test", "NOT", "(of)"] {
            assert_eq!(found(&db, &words(text)).await, 1, "{text}");
        }
        let long = "word ".repeat(5000) + &"y".repeat(60_000);
        let appended = long.clone();
        commit!(db, |tx| tx.append_event(new_event(id(), &appended))).expect("a long text");
        assert_eq!(found(&db, &words(&long)).await, 1);
    }

    async fn words_and_other_conditions_hold_together(db) {
        let (one, two) = (instance(&db, "one").await.id, instance(&db, "two").await.id);
        commit!(db, |tx| {
            for n in 0..30 {
                let owner = if n % 3 == 0 { one } else { two };
                tx.append_event(Event { at: at(n), ..new_event(owner, "hello world") });
            }
        }).expect("a write");
        let of_one = EventFilter { instance_ids: Some(vec![one]), ..words("hello") };
        assert_eq!(found(&db, &of_one).await, 10);
        let late = EventFilter { since: Some(at(20)), until: Some(at(25)), ..words("world") };
        assert_eq!(found(&db, &late).await, 5);
        assert_eq!(walk(&db, &words("hello"), 7).await, (1..=30).rev().collect::<Vec<_>>());
        let other = db.page_events(id(), &words("hello"), PageRequest::first(5)).await.expect("a page");
        assert_eq!((other.page.items.len(), other.total), (0, exactly(0)), "another tenant");
    }

    async fn rare_kinds_are_found_and_paged_like_common_ones(db) {
        commit!(db, |tx| {
            for n in 0..200 {
                let event_type = match n % 20 {
                    0 => EventType::InstanceConnected,
                    1 => EventType::MessageFailed,
                    _ => EventType::MessageReceived,
                };
                let content_type = Some(if n % 10 == 5 { ContentType::Audio } else { ContentType::Text });
                tx.append_event(Event { content_type, body: event_of(event_type, json!({})).body, ..new_event(id(), "x") });
            }
        }).expect("a write");
        let kinds = |event_types: Vec<EventType>| EventFilter { event_types, ..Default::default() };
        let rare = kinds(vec![EventType::InstanceConnected, EventType::MessageFailed]);
        let expected: Vec<i64> = (1..=200).rev().filter(|seq| matches!((seq - 1) % 20, 0 | 1)).collect();
        assert_eq!(walk(&db, &rare, 3).await, expected);
        let audio = EventFilter { content_types: vec![ContentType::Audio], ..Default::default() };
        assert_eq!(walk(&db, &audio, 6).await, (1..=200).rev().filter(|seq| (seq - 1) % 10 == 5).collect::<Vec<_>>());
    }

    async fn totals_and_figures_are_those_of_the_log(db) {
        let (one, two) = (instance(&db, "one").await.id, instance(&db, "two").await.id);
        let hour = 3600;
        commit!(db, |tx| {
            for n in 0..60_i64 {
                let owner = [Some(one), Some(two), None][usize::try_from(n % 3).expect("small")];
                let mut event = Event { at: at(n * 600), ..new_event(id(), "x") };
                event.instance_id = owner;
                event.content_type = (n % 2 == 0).then_some(ContentType::Text);
                match n % 5 {
                    0 => event.body = event_of(EventType::MessageFailed, json!({})).body,
                    1 => event.body = response(100, 40),
                    2 => event.body = error(n % 2 == 0),
                    _ => {}
                }
                tx.append_event(event);
            }
        }).expect("a write");
        let spans = [(None, None), (Some(5), None), (None, Some(7 * hour)), (Some(hour), Some(3 * hour)),
            (Some(700), Some(900)), (Some(650), Some(5 * hour + 1)), (Some(9 * hour), Some(2))];
        for (since, until) in spans {
            for instance_ids in [None, Some(vec![one]), Some(vec![one, two])] {
                let filter = EventFilter {
                    since: since.map(at), until: until.map(at), instance_ids: instance_ids.clone(),
                    ..EventFilter::default()
                };
                let all = db.list_events(T, &filter, PageRequest::first(100)).await.expect("a list").items;
                let count = i64::try_from(all.len()).expect("small");
                assert_eq!(db.count_events(T, &filter).await.expect("a count"), exactly(count), "{filter:?}");
                let query = FigureQuery { instance_ids, since: filter.since, until: filter.until, event_types: vec![] };
                let figures = db.event_figures(T, &query).await.expect("figures");
                let total = |pick: fn(&omni_storage::EventSums) -> i64| figures.kinds.values().map(pick).sum::<i64>();
                assert_eq!(total(|sums| sums.events), count, "{query:?}");
                let of = |kind: EventType| i64::try_from(all.iter().filter(|event| event.event_type() == kind).count()).expect("small");
                assert_eq!(total(|sums| sums.agent_ms), 40 * of(EventType::AgentResponse));
                assert_eq!(total(|sums| sums.processing_ms), 100 * of(EventType::AgentResponse));
                let lost = all.iter().filter(|event| event.event_type() == EventType::MessageFailed
                    || matches!(&event.body, EventBody::AgentError(error) if !error.will_retry)).count();
                assert_eq!(total(|sums| sums.failures), i64::try_from(lost).expect("small"), "{query:?}");
                let by_hour: i64 = figures.hours.values().map(|sums| sums.events).sum();
                assert_eq!(by_hour, count, "{query:?}");
            }
        }
    }

    async fn deleted_events_are_neither_counted_nor_found(db) {
        let (gone, kept) = (instance(&db, "gone").await.id, instance(&db, "kept").await.id);
        commit!(db, |tx| {
            for n in 0..40 {
                let owner = if n % 2 == 0 { gone } else { kept };
                tx.append_event(Event { at: at(n * 3600), ..new_event(owner, "apple") });
            }
        }).expect("a write");
        assert_eq!(db.count_events_before(T, at(10 * 3600), None).await.expect("a count"), 10);
        assert_eq!(db.count_events_before(T, at(10 * 3600), Some(&[kept])).await.expect("a count"), 5);
        let first = commit!(db, |tx| tx.delete_events_before(T, at(10 * 3600), Some(&[kept]), 100).await?);
        assert_eq!(first.expect("a write"), 5);
        assert_eq!(commit!(db, |tx| tx.delete_events_before(T, at(10 * 3600), None, 3).await?).expect("a write"), 3);
        assert_eq!(commit!(db, |tx| tx.delete_events_before(T, at(10 * 3600), None, 3).await?).expect("a write"), 2);
        assert_eq!(found(&db, &words("apple")).await, 30);
        assert_eq!(db.count_events(T, &EventFilter::default()).await.expect("a count"), exactly(30));
        commit!(db, |tx| tx.delete_instance(T, gone).await?).expect("a write");
        assert_eq!(found(&db, &words("apple")).await, 15);
        let all = [EventFilter::default(), EventFilter { instance_ids: Some(vec![kept]), ..Default::default() },
            EventFilter { event_types: vec![EventType::MessageReceived], ..Default::default() }];
        for filter in all {
            assert_eq!(found(&db, &filter).await, 15, "{filter:?}");
            assert_eq!(db.count_events(T, &filter).await.expect("a count"), exactly(15), "{filter:?}");
        }
        let none = EventFilter { instance_ids: Some(vec![gone]), ..Default::default() };
        assert_eq!(db.count_events(T, &none).await.expect("a count"), exactly(0));
    }

    async fn events_older_than_the_index_are_added_to_it(db) {
        commit!(db, |tx| {
            for n in 0..1100 {
                tx.append_event(Event { at: at(n), ..new_event(id(), "old apple") });
            }
        }).expect("a write");
        execute(&db, "DELETE FROM event_hours; DELETE FROM event_search;
            INSERT INTO sequences (name, value) VALUES ('events.unindexed', 1100);").await;
        commit!(db, |tx| tx.append_event(new_event(id(), "new apple"))).expect("a write");
        assert_eq!(found(&db, &words("apple")).await, 1);
        for _ in 0..2 {
            db.migrate().await.expect("nothing to migrate");
            assert_eq!(db.count_events(T, &EventFilter::default()).await.expect("a count"), exactly(1101));
            let total = db.count_events(T, &words("old")).await.expect("a count");
            assert_eq!(total, EventTotal { count: 500, at_least: true });
        }
        let typed = EventFilter { event_types: vec![EventType::MessageReceived], ..Default::default() };
        assert_eq!(db.count_events(T, &typed).await.expect("a count"), exactly(1101));
    }
}

/// 10,000 events arrive while the log is paged: none twice, none missing.
async fn a_growing_log_is_paged_whole(db: std::sync::Arc<Db>) {
    const EVENTS: i64 = 10_000;
    let owner: InstanceId = instance(&db, "one").await.id;
    let writer = tokio::spawn({
        let db = std::sync::Arc::clone(&db);
        async move {
            for batch in 0..EVENTS / 50 {
                commit!(db, |tx| {
                    for n in 0..50 {
                        let at = omni_domain::Timestamp(NOW.0 + batch * 50 + n);
                        tx.append_event(Event { at, ..new_event(owner, "hello") });
                    }
                })
                .expect("a write");
            }
        }
    });
    let filters = [
        EventFilter::default(),
        EventFilter { instance_ids: Some(vec![owner]), ..EventFilter::default() },
        words("hello"),
        EventFilter { since: Some(NOW), ..EventFilter::default() },
    ];
    let mut rounds = 0;
    loop {
        let last_round = writer.is_finished();
        for filter in &filters {
            let seen = walk(&db, filter, 500).await;
            let newest = seen.first().copied().unwrap_or_default();
            assert_eq!(seen, (1..=newest).rev().collect::<Vec<_>>(), "{filter:?}");
            assert!(!last_round || newest == EVENTS);
        }
        rounds += 1;
        if last_round {
            break;
        }
    }
    writer.await.expect("every event is written");
    assert!(rounds > 1, "the log was paged while it grew");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_growing_log_is_paged_whole_on_sqlite() {
    let db = Db::sqlite(StoreOptions::default()).await;
    crate::harness::run_on(db, a_growing_log_is_paged_whole).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_growing_log_is_paged_whole_on_postgres() {
    let db = Db::postgres(StoreOptions::default()).await;
    crate::harness::run_on(db, a_growing_log_is_paged_whole).await;
}

/// SQLite: the parts of the index of words, and its bytes.
async fn index(db: &Db) -> (i64, i64) {
    let options = sqlx::sqlite::SqliteConnectOptions::from_str(&db.url).expect("a URL");
    let mut conn = options.connect().await.expect("a connection");
    let query = sqlx::query_as(
        "SELECT (SELECT COUNT(DISTINCT segid) FROM event_search_idx),
         (SELECT SUM(LENGTH(block)) FROM event_search_data)",
    );
    query.fetch_one(&mut conn).await.expect("its figures")
}

/// In the steps that the store takes: the index takes none of its own.
#[tokio::test]
async fn the_index_of_words_stays_in_few_parts_and_loses_what_is_deleted() {
    const GROUPS: i64 = 64;
    const GROUP: i64 = 20;
    crate::harness::run_on(Db::sqlite(StoreOptions::default()).await, |db| async move {
        for group in 0..GROUPS {
            commit!(db, |tx| {
                for n in group * GROUP..(group + 1) * GROUP {
                    tx.append_event(new_event(id(), &format!("hello w{n} x{}", n % 7)));
                }
            })
            .expect("a write");
            let (parts, _) = index(&db).await;
            assert!(parts < 12, "{parts} parts after {group} groups");
        }
        assert_eq!(found(&db, &words("w77")).await, 1);
        let (_, full) = index(&db).await;
        // The last events stay, so that the index is not empty.
        for group in 0..GROUPS - 1 {
            let seqs = (group * GROUP + 1..=(group + 1) * GROUP).collect();
            let rows = InstanceRows::Events(seqs);
            commit!(db, |tx| tx.delete_rows_of_instance(T, &rows).await?).expect("a piece");
        }
        let (_, left) = index(&db).await;
        assert!(left < full / 4, "{left} bytes of {full} are left");
        assert_eq!(found(&db, &words("hello")).await, 20);
    })
    .await;
}
