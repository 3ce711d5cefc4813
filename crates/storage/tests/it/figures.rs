//! Counts of messages and answers: each is counted once, in the transaction that makes it, and their
//! sums are those of what was counted.

use crate::fixtures::{NOW, T, at, chat, event_of, id, instance, new_event};
use crate::harness::{Db, both, commit};
use crate::turns::new_turn;
use omni_domain::conversation::Chat;
use omni_domain::event::EventType;
use omni_domain::figures::{FigureKind, LatencyBucket, LatencyHistogram};
use omni_domain::ids::{AgentId, InstanceId};
use omni_domain::turn::{ReplyPlan, Turn, TurnOutcome, TurnState};
use omni_storage::{FIGURE_SLOT_MS, FigureGroup, FigureRow, FigureRun, FiguresQuery, StorageError};
use proptest::prelude::{any, prop, prop_assert, prop_assert_eq, proptest};

const HOUR_MS: i64 = 3_600_000;

/// Everything of two days, by the hour.
fn query(group: FigureGroup) -> FiguresQuery {
    let runs = vec![FigureRun { from: NOW, length_ms: HOUR_MS, count: 48 }];
    FiguresQuery { instance_ids: None, group, runs, limit: 10_000 }
}

async fn sums(db: &Db, query: FiguresQuery) -> Vec<FigureRow> {
    db.figures(T, &query).await.expect("a read").expect("within the limit")
}

/// How many of a kind.
async fn count(db: &Db, kind: FigureKind) -> i64 {
    let rows = sums(db, query(FigureGroup::None)).await;
    rows.iter().filter(|row| row.kind == kind).map(|row| row.amount).sum()
}

fn answered(turn: &Turn, seconds: i64, latency_ms: i64) -> Turn {
    let reply = ReplyPlan {
        complete: true,
        model: Some("small".to_owned()),
        input_tokens: Some(10),
        output_tokens: Some(3),
        ..ReplyPlan::default()
    };
    Turn {
        state: TurnState::Done,
        outcome: Some(TurnOutcome::Answered),
        reply: Some(reply),
        agent_latency_ms: Some(latency_ms),
        ended_at: Some(at(seconds)),
        ..turn.clone()
    }
}

/// A turn that is being answered.
async fn replying(db: &Db, chat: &Chat, agent: Option<AgentId>) -> Turn {
    let turn = Turn { agent_id: agent, ..new_turn(chat, TurnState::Replying) };
    let rows = [turn.clone()];
    commit!(db, |tx| {
        tx.insert_turns(&rows).await?;
    })
    .expect("a turn");
    turn
}

async fn end(db: &Db, turn: Turn) -> bool {
    commit!(db, |tx| tx.update_turn(TurnState::Replying, &turn).await?).expect("a write")
}

async fn receive(db: &Db, owner: InstanceId, seconds: i64) {
    let event = omni_domain::event::Event { at: at(seconds), ..new_event(owner, "hello") };
    commit!(db, |tx| {
        tx.append_event(event);
    })
    .expect("an event");
}

both! {
    async fn messages_are_counted_with_their_events(db) {
        let one = instance(&db, "one").await.id;
        let two = instance(&db, "two").await.id;
        for seconds in [0, 1, 3599, 3600] {
            receive(&db, one, seconds).await;
        }
        receive(&db, two, 7).await;
        for kind in [EventType::MessageSent, EventType::MessageFailed, EventType::ChatUpdated] {
            let mut event = event_of(kind, serde_json::json!({}));
            event.instance_id = Some(one);
            commit!(db, |tx| { tx.append_event(event); }).expect("an event");
        }
        let none = event_of(EventType::MessageReceived, serde_json::json!({}));
        commit!(db, |tx| { tx.append_event(none); }).expect("an event of no instance");

        let mut rows = sums(&db, query(FigureGroup::Instance)).await;
        rows.sort_by_key(|row| (row.start, row.group, row.kind));
        let seen: Vec<_> = rows.iter().map(|row| (row.start, row.group, row.kind, row.amount)).collect();
        assert_eq!(seen, [
            (NOW, one.0, FigureKind::Received, 3),
            (NOW, one.0, FigureKind::Sent, 1),
            (NOW, one.0, FigureKind::SendFailed, 1),
            (NOW, two.0, FigureKind::Received, 1),
            (at(3600), one.0, FigureKind::Received, 1),
        ]);
        let only = FiguresQuery { instance_ids: Some(vec![two]), ..query(FigureGroup::None) };
        assert_eq!(sums(&db, only).await.len(), 1);
        let none = FiguresQuery { instance_ids: Some(vec![]), ..query(FigureGroup::None) };
        assert!(sums(&db, none).await.is_empty());
        assert_eq!(db.figures(id(), &query(FigureGroup::None)).await.expect("a read"), Some(vec![]));
    }

    async fn a_turn_is_counted_when_it_ends_and_only_once(db) {
        let owner = instance(&db, "i").await.id;
        let chat = chat(&db, owner, "1@c").await;
        let agent: AgentId = id();
        let turn = replying(&db, &chat, Some(agent)).await;
        assert_eq!(count(&db, FigureKind::Answered).await, 0, "not before");
        assert!(end(&db, answered(&turn, 5, 900)).await);
        assert!(!end(&db, answered(&turn, 6, 900)).await, "a late writer");
        let rows = sums(&db, query(FigureGroup::Agent)).await;
        assert_eq!(rows, [FigureRow {
            start: NOW,
            group: agent.0,
            kind: FigureKind::Answered,
            model: "small".to_owned(),
            latency: Some(LatencyBucket::of(900)),
            amount: 1,
            input_tokens: 10,
            output_tokens: 3,
        }]);
    }

    async fn what_is_undone_is_not_counted(db) {
        let owner = instance(&db, "i").await.id;
        let chat = chat(&db, owner, "1@c").await;
        let turn = replying(&db, &chat, None).await;
        let ended = answered(&turn, 5, 900);
        let refused: Result<(), StorageError> = db
            .write(move |tx| Box::pin(async move {
                tx.update_turn(TurnState::Replying, &ended).await?;
                Err(StorageError::Stale)
            }))
            .await;
        assert!(refused.is_err());
        assert_eq!(count(&db, FigureKind::Answered).await, 0);
        assert!(end(&db, answered(&turn, 5, 900)).await);
        assert_eq!(count(&db, FigureKind::Answered).await, 1);
    }

    async fn how_a_turn_ended_decides_what_it_counts_as(db) {
        let owner = instance(&db, "i").await.id;
        for (number, (state, outcome)) in [
            (TurnState::Done, Some(TurnOutcome::Silent)),
            (TurnState::Done, Some(TurnOutcome::Deferred)),
            (TurnState::Failed, None),
            (TurnState::Done, Some(TurnOutcome::Paused)),
            (TurnState::Cancelled, None),
        ]
        .into_iter()
        .enumerate()
        {
            let chat = chat(&db, owner, &format!("{number}@c")).await;
            let turn = replying(&db, &chat, None).await;
            assert!(end(&db, Turn { state, outcome, ..answered(&turn, 1, 50) }).await);
        }
        assert_eq!(count(&db, FigureKind::Answered).await, 0);
        assert_eq!(count(&db, FigureKind::Silent).await, 1);
        assert_eq!(count(&db, FigureKind::AnswerFailed).await, 2);
        let rows = sums(&db, query(FigureGroup::None)).await;
        let mut failed = rows.iter().filter(|row| row.kind == FigureKind::AnswerFailed);
        assert!(failed.all(|row| row.latency.is_none()), "the time of a failure is no answer's");
    }

    async fn sums_over_periods_are_those_of_what_was_counted(db) {
        let owner = instance(&db, "i").await.id;
        let mut latencies = Vec::new();
        // A fixed sequence that looks arbitrary.
        let mut state = 12_345_u64;
        for number in 0..60 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let latency = i64::try_from(state >> 48).expect("16 bits");
            let chat = chat(&db, owner, &format!("{number}@c")).await;
            let turn = replying(&db, &chat, None).await;
            assert!(end(&db, answered(&turn, number * 600, latency)).await);
            latencies.push((number * 600 * 1000, latency));
        }
        for (from_ms, length_ms, count) in [
            (0, 24 * HOUR_MS, 1),
            (HOUR_MS, HOUR_MS, 5),
            (FIGURE_SLOT_MS, 2 * FIGURE_SLOT_MS, 7),
        ] {
            let from = omni_domain::Timestamp(NOW.0 + from_ms);
            let runs = vec![FigureRun { from, length_ms, count }];
            let rows = sums(&db, FiguresQuery { runs, ..query(FigureGroup::None) }).await;
            for part in 0..count {
                let begin = from_ms + part * length_ms;
                let is_in = |at: i64| (begin..begin + length_ms).contains(&(at.div_euclid(FIGURE_SLOT_MS) * FIGURE_SLOT_MS));
                let expected: Vec<i64> =
                    latencies.iter().filter(|(at, _)| is_in(*at)).map(|(_, ms)| *ms).collect();
                let here: Vec<&FigureRow> = rows.iter().filter(|row| row.start.0 == NOW.0 + begin).collect();
                let total: i64 = here.iter().map(|row| row.amount).sum();
                assert_eq!(total, i64::try_from(expected.len()).expect("few"), "{begin}");
                let mut histogram = LatencyHistogram::default();
                for row in here {
                    histogram.add(row.latency.expect("a latency"), row.amount);
                }
                for percent in [50_u8, 90, 99] {
                    let exact = naive(&expected, usize::from(percent));
                    assert!(is_near(histogram.percentile(percent), exact), "{begin}: p{percent}");
                }
            }
        }
    }

    async fn more_sums_than_the_limit_are_none(db) {
        let owner = instance(&db, "i").await.id;
        for seconds in [0, 3600, 7200] {
            receive(&db, owner, seconds).await;
        }
        let three = FiguresQuery { limit: 3, ..query(FigureGroup::None) };
        assert_eq!(db.figures(T, &three).await.expect("a read").map(|rows| rows.len()), Some(3));
        let two = FiguresQuery { limit: 2, ..three };
        assert_eq!(db.figures(T, &two).await.expect("a read"), None);
    }

    async fn counts_go_by_their_age_and_with_their_instance(db) {
        let one = instance(&db, "one").await.id;
        let two = instance(&db, "two").await.id;
        for seconds in [0, 900, 1800] {
            receive(&db, one, seconds).await;
            receive(&db, two, seconds).await;
        }
        let old = at(1800);
        assert_eq!(commit!(db, |tx| tx.delete_figures_before(T, old, 3).await?).expect("a piece"), 3);
        assert_eq!(commit!(db, |tx| tx.delete_figures_before(T, old, 3).await?).expect("the rest"), 1);
        assert_eq!(count(&db, FigureKind::Received).await, 2);
        assert!(commit!(db, |tx| tx.delete_instance(T, one).await?).expect("a write"));
        let rows = sums(&db, query(FigureGroup::Instance)).await;
        assert_eq!(rows.iter().map(|row| row.group).collect::<Vec<_>>(), [two.0]);
    }
}

/// The percentile of the nearest rank, of the durations themselves.
fn naive(durations: &[i64], percent: usize) -> Option<i64> {
    let mut sorted = durations.to_vec();
    sorted.sort_unstable();
    let rank = (sorted.len() * percent).div_ceil(100).max(1);
    sorted.get(rank - 1).copied()
}

fn is_near(found: Option<i64>, exact: Option<i64>) -> bool {
    match (found, exact) {
        (Some(found), Some(exact)) => (found - exact).abs() * 32 <= exact,
        (found, exact) => found == exact,
    }
}

proptest! {
    #[test]
    fn percentiles_are_those_of_a_naive_computation(
        durations in prop::collection::vec(0_i64..2_000_000_000, 0..300),
        percent in 0_u8..=100,
    ) {
        let mut histogram = LatencyHistogram::default();
        for ms in &durations {
            histogram.add(LatencyBucket::of(*ms), 1);
        }
        let exact = naive(&durations, usize::from(percent));
        prop_assert!(is_near(histogram.percentile(percent), exact));
    }

    #[test]
    fn a_bucket_keeps_its_number(ms in any::<i64>()) {
        let bucket = LatencyBucket::of(ms);
        prop_assert_eq!(LatencyBucket::from_index(bucket.index()), Some(bucket));
    }
}
