//! Webhook endpoints, the cursor of the log, deliveries and their attempts.

use crate::fixtures::{NOW, T, at, id};
use crate::harness::{both, commit};
use omni_domain::Timestamp;
use omni_domain::event::{AgentResumed, Event};
use omni_domain::ids::{TenantId, WebhookEndpointId};
use omni_domain::page::PageRequest;
use omni_domain::webhook::{
    Attempt, AttemptOutcome, AttemptRequest, Backfill, Delivery, DeliveryState, DisabledReason,
    Endpoint, Envelope, Filter, Ordering, RetryPolicy, SecretSet, delivery_id,
};
use omni_storage::{CountedAttempt, DeliveryFilter, FinishedAttempt, Replay, Store, WebhookHour};
use std::collections::BTreeMap;
use std::time::Duration;
use uuid::Uuid;

/// Before every endpoint.
const START: WebhookEndpointId = WebhookEndpointId(Uuid::nil());

fn endpoint() -> Endpoint {
    Endpoint {
        id: id(),
        tenant_id: T,
        description: Some("a shop".to_owned()),
        url: "https://example.com/hook".to_owned(),
        envelope: Envelope::Omni,
        filter: Filter { events: vec!["agent.*".parse().expect("a group")], ..Filter::default() },
        headers: BTreeMap::from([("authorization".to_owned(), "sealed".to_owned())]),
        secrets: SecretSet {
            current: "sealed".to_owned(),
            previous: Some(("older".to_owned(), at(60))),
        },
        retry: RetryPolicy { delays: vec![1, 2] },
        timeout_ms: 15_000,
        ordering: Ordering::PerChat,
        disable_after: Some(20),
        ca: Some("pem".to_owned()),
        identity: Some("sealed".to_owned()),
        active: true,
        disabled: None,
        failures: 0,
        failing_since: None,
        start_seq: 0,
        stopped_seq: None,
        created_at: NOW,
        updated_at: NOW,
    }
}

pub(crate) async fn added(db: &Store) -> Endpoint {
    let endpoint = endpoint();
    let row = endpoint.clone();
    commit!(db, |tx| {
        tx.lock_webhook_log().await?;
        tx.insert_webhook_endpoint(&row).await?;
        tx.revise_webhooks().await?;
    })
    .expect("an endpoint");
    endpoint
}

/// So many events, and their positions.
async fn events(db: &Store, count: i64) -> Vec<Event> {
    let before = db.last_event_seq().await.expect("a position");
    commit!(db, |tx| {
        for number in 0..count {
            let body = AgentResumed { chat: format!("{number}") };
            tx.append_event(Event::new(id(), T, body, at(number)));
        }
    })
    .expect("events");
    db.events_after(None, before, 100).await.expect("events")
}

fn delivery(endpoint: &Endpoint, event: &Event, order_key: Option<&str>) -> Delivery {
    Delivery {
        id: delivery_id(endpoint.id, event.id),
        tenant_id: T,
        endpoint_id: endpoint.id,
        event_seq: event.seq,
        event_id: event.id,
        event_type: event.type_name().to_owned(),
        instance_id: None,
        chat_id: Some(id()),
        order_key: order_key.map(str::to_owned),
        state: DeliveryState::Pending,
        attempts: 0,
        tries: 0,
        replays: 0,
        due_at: NOW,
        last_status: None,
        last_error: None,
        created_at: event.at,
        ended_at: None,
    }
}

fn finished(delivery: &Delivery, state: DeliveryState, due_at: Timestamp) -> FinishedAttempt {
    FinishedAttempt {
        attempt: Attempt {
            delivery_id: delivery.id,
            number: delivery.attempts + 1,
            at: NOW,
            duration_ms: 7,
            request: Some(AttemptRequest {
                url: "https://example.com/hook".to_owned(),
                envelope: Envelope::Omni,
                headers: vec![("webhook-id".to_owned(), "1".to_owned())],
            }),
            outcome: AttemptOutcome {
                status: Some(503),
                error: Some("it answered 503".to_owned()),
                headers: vec![("retry-after".to_owned(), "3".to_owned())],
                body: Some("busy".to_owned()),
            },
        },
        state,
        due_at,
        now: NOW,
    }
}

both! {
    async fn an_endpoint_is_read_back_changed_and_deleted_with_its_deliveries(db) {
        let mut endpoint = added(&db).await;
        assert_eq!(db.find_webhook_endpoint(T, endpoint.id).await.expect("a read"), Some(endpoint.clone()));
        assert_eq!(db.find_webhook_endpoint(TenantId(id()), endpoint.id).await.expect("a read"), None);
        endpoint.active = false;
        endpoint.disabled = Some((DisabledReason::Gone, at(9)));
        endpoint.stopped_seq = Some(4);
        endpoint.secrets.previous = None;
        let row = endpoint.clone();
        commit!(db, |tx| tx.update_webhook_endpoint(&row).await?).expect("a change");
        assert_eq!(db.webhook_endpoint_by_id(endpoint.id).await.expect("a read"), Some(endpoint.clone()));
        assert!(db.active_webhook_endpoints().await.expect("a read").is_empty());
        let page = db.list_webhook_endpoints(T, PageRequest::first(1)).await.expect("a page");
        assert_eq!((page.items.len(), page.next), (1, None));
        assert_eq!(db.count_webhook_endpoints(T).await.expect("a count"), 1);
        let endpoint_id = endpoint.id;
        commit!(db, |tx| tx.set_webhook_health(endpoint_id, 3, Some(at(5))).await?).expect("a change");
        let found = db.webhook_endpoint_by_id(endpoint.id).await.expect("a read").expect("it");
        assert_eq!((found.failures, found.failing_since), (3, Some(at(5))));
        assert!(commit!(db, |tx| tx.delete_webhook_endpoint(T, endpoint_id).await?).expect("gone"));
        assert!(!commit!(db, |tx| tx.delete_webhook_endpoint(T, endpoint_id).await?).expect("gone"));
    }

    async fn an_event_is_delivered_once_however_often_it_is_distributed(db) {
        let endpoint = added(&db).await;
        let events = events(&db, 3).await;
        let rows: Vec<Delivery> = events.iter().map(|event| delivery(&endpoint, event, None)).collect();
        let mut strange = delivery(&endpoint, &events[0], None);
        strange.endpoint_id = id();
        strange.id = id();
        let (first, again) = (rows.clone(), [rows.clone(), vec![strange]].concat());
        let last = events[2].seq;
        let inserted = commit!(db, |tx| {
            let log = tx.lock_webhook_log().await?;
            assert!(log.seq < log.last_seq);
            let added = tx.insert_webhook_deliveries(&first[..2]).await?;
            tx.move_webhook_cursor(last).await?;
            added
        }).expect("a step");
        assert_eq!(inserted.len(), 2);
        let inserted = commit!(db, |tx| tx.insert_webhook_deliveries(&again).await?).expect("again");
        assert_eq!(inserted.into_iter().collect::<Vec<_>>(), [rows[2].id], "the endpoint of one is unknown");
        let log = db.webhook_log().await.expect("a read");
        assert_eq!((log.seq, log.last_seq, log.revision), (last, last, 1));
        assert_eq!(db.waiting_webhook_endpoints().await.expect("a read"), [endpoint.id]);
        assert_eq!(db.count_pending_webhooks(endpoint.id, last, 2).await.expect("a read"), 2);
        let first = events[0].seq;
        assert_eq!(db.count_pending_webhooks(endpoint.id, first, 2).await.expect("a read"), 1);
        let due = db.due_webhook_deliveries(endpoint.id, NOW, 10).await.expect("a read");
        assert_eq!(due, rows);
        assert!(db.due_webhook_deliveries(endpoint.id, at(-1), 10).await.expect("a read").is_empty());
    }

    async fn of_an_order_only_the_first_is_due(db) {
        let endpoint = added(&db).await;
        let events = events(&db, 5).await;
        let keys = [Some("a"), Some("a"), Some("b"), None, Some("b")];
        let rows: Vec<Delivery> =
            events.iter().zip(keys).map(|(event, key)| delivery(&endpoint, event, key)).collect();
        let insert = rows.clone();
        commit!(db, |tx| tx.insert_webhook_deliveries(&insert).await?).expect("deliveries");
        let due = || async {
            let due = db.due_webhook_deliveries(endpoint.id, NOW, 10).await.expect("a read");
            due.iter().map(|one| rows.iter().position(|row| row.id == one.id).expect("known")).collect::<Vec<_>>()
        };
        assert_eq!(due().await, [0, 2, 3]);
        let to = endpoint.id;
        let first = |from: &'static str, limit| {
            let (store, rows) = (db.clone(), rows.clone());
            async move {
                let read = store.first_webhook_deliveries(to, from, NOW, limit);
                let firsts = read.await.expect("a read");
                firsts.iter().map(|one| rows.iter().position(|row| row.id == one.id).expect("known")).collect::<Vec<_>>()
            }
        };
        assert_eq!(first("", 10).await, [0, 2], "that without an order is none of them");
        assert_eq!(first("", 1).await, [0]);
        assert_eq!(first("a ", 1).await, [2]);
        assert!(first("b ", 1).await.is_empty());
        let later = NOW.plus(Duration::from_secs(5));
        let (one, two) = (
            finished(&rows[0], DeliveryState::Pending, later),
            finished(&rows[2], DeliveryState::Delivered, NOW),
        );
        commit!(db, |tx| tx.finish_webhook_attempts(&[one, two]).await?).expect("attempts");
        assert_eq!(due().await, [3, 4], "the second of `a` waits for the first");
        assert_eq!(first("", 10).await, [4]);
        assert_eq!(db.next_webhook_due(endpoint.id, NOW).await.expect("a read"), Some(later));
        let endpoint_id = endpoint.id;
        assert_eq!(commit!(db, |tx| tx.hasten_webhooks(endpoint_id, NOW).await?).expect("a write"), 1);
        assert_eq!(due().await, [0, 3, 4]);
    }

    async fn of_an_order_none_is_due_before_the_past_is_written(db) {
        let endpoint = added(&db).await;
        let events = events(&db, 4).await;
        let keys = [Some("a"), Some("b"), None, Some("c")];
        let rows: Vec<Delivery> =
            events.iter().zip(keys).map(|(event, key)| delivery(&endpoint, event, key)).collect();
        let last = events[3].seq;
        let part = Backfill {
            endpoint_id: endpoint.id, tenant_id: T, after_seq: events[0].seq, until_seq: events[2].seq,
        };
        let insert = rows.clone();
        commit!(db, |tx| {
            tx.insert_webhook_deliveries(&insert).await?;
            tx.put_webhook_backfill(&part).await?;
        }).expect("deliveries");
        let due = || async {
            let due = db.due_webhook_deliveries(endpoint.id, NOW, 10).await.expect("a read");
            due.iter().map(|one| rows.iter().position(|row| row.id == one.id).expect("known")).collect::<Vec<_>>()
        };
        assert_eq!(due().await, [0, 2], "what has no order does not wait");
        let firsts = db.first_webhook_deliveries(endpoint.id, "", NOW, 10).await.expect("a read");
        assert_eq!(firsts, rows[..1]);
        let to = events[1].seq;
        commit!(db, |tx| tx.advance_webhook_backfill(&part, to).await?).expect("a write");
        assert_eq!(due().await, [0, 1, 2]);
        let rest = Backfill { after_seq: to, ..part };
        commit!(db, |tx| tx.advance_webhook_backfill(&rest, last).await?).expect("a write");
        assert_eq!(due().await, [0, 1, 2, 3], "the past is written");
    }

    async fn parts_of_the_past_are_read_endpoint_by_endpoint(db) {
        let last = events(&db, 1).await[0].seq;
        let mut ids = Vec::new();
        for _ in 0..3 {
            let endpoint_id = added(&db).await.id;
            let part = Backfill { endpoint_id, tenant_id: T, after_seq: 0, until_seq: last };
            commit!(db, |tx| tx.put_webhook_backfill(&part).await?).expect("a write");
            ids.push(endpoint_id);
        }
        ids.sort_unstable();
        let read = |after| {
            let store = db.clone();
            async move {
                let parts = store.webhook_backfills(after, 2).await.expect("a read");
                parts.into_iter().map(|part| part.endpoint_id).collect::<Vec<_>>()
            }
        };
        assert_eq!(read(START).await, ids[..2]);
        assert_eq!(read(ids[1]).await, ids[2..]);
        assert!(read(ids[2]).await.is_empty());
    }

    async fn attempts_are_counted_by_the_hour(db) {
        let (endpoint_id, other) = (added(&db).await.id, added(&db).await.id);
        let hour = Timestamp(NOW.millis().div_euclid(3_600_000) * 3_600_000);
        let after = |minutes: u64| hour.plus(Duration::from_mins(minutes));
        let attempt = |endpoint_id, at, duration_ms, is_delivered| CountedAttempt {
            endpoint_id,
            at,
            duration_ms,
            is_delivered,
        };
        let first = [
            attempt(endpoint_id, after(0), 10, true),
            attempt(endpoint_id, after(59), 30, false),
            attempt(endpoint_id, after(60), 5, true),
            attempt(other, after(1), 900, true),
            attempt(id(), after(1), 1, true),
        ];
        commit!(db, |tx| tx.count_webhook_attempts(&first).await?).expect("one is deleted meanwhile");
        let second = [attempt(endpoint_id, after(30), 20, true)];
        commit!(db, |tx| tx.count_webhook_attempts(&second).await?).expect("a write");
        let hours = db.webhook_hours(endpoint_id, hour, after(120)).await.expect("a read");
        let one = |start, delivered, failed, total_ms, slowest_ms| WebhookHour {
            start,
            delivered,
            failed,
            total_ms,
            slowest_ms,
        };
        assert_eq!(hours, [one(hour, 2, 1, 60, 30), one(after(60), 1, 0, 5, 5)]);
        let begun = db.webhook_hours(endpoint_id, hour, after(60)).await.expect("a read");
        assert_eq!(begun, hours[..1]);

        let cutoff = after(60);
        assert_eq!(commit!(db, |tx| tx.delete_webhook_hours_before(cutoff, 1).await?).expect("a piece"), 1);
        assert_eq!(commit!(db, |tx| tx.delete_webhook_hours_before(cutoff, 9).await?).expect("the rest"), 1);
        assert_eq!(db.webhook_hours(endpoint_id, hour, after(120)).await.expect("a read"), hours[1..]);
        commit!(db, |tx| tx.delete_webhook_endpoint(T, endpoint_id).await?).expect("gone");
        assert!(db.webhook_hours(endpoint_id, hour, after(120)).await.expect("a read").is_empty());
    }

    async fn attempts_are_kept_and_what_ended_is_sent_again(db) {
        let endpoint = added(&db).await;
        let events = events(&db, 3).await;
        let rows: Vec<Delivery> = events.iter().map(|event| delivery(&endpoint, event, None)).collect();
        let (insert, mut gone) = (rows.clone(), rows[0].clone());
        gone.id = id();
        commit!(db, |tx| tx.insert_webhook_deliveries(&insert).await?).expect("deliveries");
        let attempts = [
            finished(&rows[0], DeliveryState::Failed, NOW),
            finished(&gone, DeliveryState::Failed, NOW),
        ];
        let expected = attempts[0].attempt.clone();
        commit!(db, |tx| tx.finish_webhook_attempts(&attempts).await?).expect("one is deleted meanwhile");
        let late = finished(&rows[0], DeliveryState::Delivered, NOW);
        commit!(db, |tx| tx.finish_webhook_attempts(&[late]).await?).expect("a late one");
        let found = db.find_webhook_delivery(T, rows[0].id).await.expect("a read").expect("it");
        assert_eq!((found.state, found.attempts, found.tries), (DeliveryState::Failed, 1, 1));
        assert_eq!((found.last_status, found.ended_at), (Some(503), Some(NOW)));
        assert_eq!(db.webhook_attempts(found.id, 9).await.expect("a read"), [expected]);

        let failed = DeliveryFilter { states: vec![DeliveryState::Failed], ..DeliveryFilter::default() };
        let page = db.list_webhook_deliveries(T, &failed, PageRequest::first(9)).await.expect("a page");
        assert_eq!(page.items, std::slice::from_ref(&found));
        let none = DeliveryFilter { endpoint_ids: Some(Vec::new()), ..DeliveryFilter::default() };
        let page = db.list_webhook_deliveries(T, &none, PageRequest::first(9)).await.expect("a page");
        assert!(page.items.is_empty());
        let all = DeliveryFilter {
            endpoint_ids: Some(vec![endpoint.id]),
            event_types: vec!["agent.resumed".to_owned()],
            since: Some(at(1)),
            until: Some(at(2)),
            ..DeliveryFilter::default()
        };
        let page = db.list_webhook_deliveries(T, &all, PageRequest::first(9)).await.expect("a page");
        assert_eq!(page.items.iter().map(|one| one.id).collect::<Vec<_>>(), [rows[1].id]);
        let newest = DeliveryFilter::default();
        let page = db.list_webhook_deliveries(T, &newest, PageRequest::first(2)).await.expect("a page");
        assert_eq!(page.items.iter().map(|one| one.id).collect::<Vec<_>>(), [rows[2].id, rows[1].id]);
        let next = PageRequest { limit: 2, after: page.next };
        let page = db.list_webhook_deliveries(T, &newest, next).await.expect("a page");
        assert_eq!(page.items.iter().map(|one| one.id).collect::<Vec<_>>(), [rows[0].id]);

        let replay = Replay { tenant_id: T, ended_by: at(-1), filter: failed.clone() };
        let earlier = replay.clone();
        assert!(commit!(db, |tx| tx.replay_webhook_deliveries(&earlier, NOW, 9).await?).expect("none").is_empty());
        let replay = Replay { ended_by: NOW, ..replay };
        let endpoints = commit!(db, |tx| tx.replay_webhook_deliveries(&replay, at(3), 9).await?).expect("one");
        assert_eq!(endpoints, [endpoint.id]);
        let again = db.find_webhook_delivery(T, rows[0].id).await.expect("a read").expect("it");
        assert_eq!((again.state, again.tries, again.replays), (DeliveryState::Pending, 0, 1));
        let row_id = again.id;
        assert!(!commit!(db, |tx| tx.replay_webhook_delivery(T, row_id, NOW).await?).expect("it waits"));
        let endpoint_id = endpoint.id;
        let given_up = commit!(db, |tx| tx.give_up_webhooks(endpoint_id, "why", at(4), 2).await?);
        assert_eq!(given_up.expect("a write"), 2);
        assert_eq!(commit!(db, |tx| tx.delete_webhook_deliveries_before(at(5), 9).await?).expect("a write"), 2);
        assert_eq!(commit!(db, |tx| tx.delete_some_webhook_deliveries(endpoint_id, 9).await?).expect("a write"), 1);
    }

    async fn what_active_endpoints_still_need_of_the_log_stays(db) {
        let events = events(&db, 6).await;
        let clean = |db: &Store| {
            let store = db.clone();
            async move { store.count_events_before(T, at(100), None).await.expect("a count") }
        };
        assert_eq!(clean(&db).await, 6, "without endpoints nothing is held");
        let mut endpoint = added(&db).await;
        assert_eq!(clean(&db).await, 0, "nothing is distributed yet");
        let last = events[5].seq;
        let waiting = delivery(&endpoint, &events[2], None);
        let part = Backfill { endpoint_id: endpoint.id, tenant_id: T, after_seq: events[0].seq, until_seq: last };
        commit!(db, |tx| {
            tx.move_webhook_cursor(last).await?;
            tx.insert_webhook_deliveries(&[waiting]).await?;
            tx.put_webhook_backfill(&part).await?;
        }).expect("a write");
        assert_eq!(clean(&db).await, 1, "of what is missed, the first is not needed");
        assert_eq!(db.webhook_backfills(START, 9).await.expect("a read"), [part]);
        let to = events[4].seq;
        commit!(db, |tx| tx.advance_webhook_backfill(&part, to).await?).expect("a write");
        assert_eq!(clean(&db).await, 2, "the third waits");
        let deleted = commit!(db, |tx| tx.delete_events_before(T, at(100), None, 9).await?);
        assert_eq!(deleted.expect("a write"), 2);
        let seqs = [events[1].seq, events[2].seq];
        let found = db.events_at(&seqs).await.expect("a read");
        assert_eq!(found.iter().map(|event| event.seq).collect::<Vec<_>>(), [events[2].seq]);
        let rest = Backfill { after_seq: to, ..part };
        commit!(db, |tx| tx.advance_webhook_backfill(&rest, last).await?).expect("a write");
        assert!(db.webhook_backfills(START, 9).await.expect("a read").is_empty());
        endpoint.active = false;
        commit!(db, |tx| tx.update_webhook_endpoint(&endpoint).await?).expect("a write");
        assert_eq!(clean(&db).await, 4, "a disabled endpoint holds nothing");
    }
}
