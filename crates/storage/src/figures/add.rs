//! Counting.

use super::{slot_of, table};
use crate::db::{Conn, chunks};
use crate::error::StorageError;
use crate::tx::Tx;
use omni_domain::event::{Event, EventType};
use omni_domain::figures::{FigureKind, LatencyBucket};
use omni_domain::turn::{Turn, TurnOutcome, TurnState};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Tokens of one answer that are added at most: one absurd report must not break a sum.
const MAX_TOKENS: u64 = 1_000_000_000;
/// Characters of a model's name: what agents report is part of a key.
const MAX_MODEL_CHARS: usize = 100;
/// The bucket of what took no agent's time.
const NO_LATENCY: i64 = -1;

/// What identifies a count. Ordered, so that rows are always locked in one order.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    tenant_id: Uuid,
    slot: i64,
    instance_id: Uuid,
    agent_id: Uuid,
    kind: FigureKind,
    model: String,
    latency: i64,
}

#[derive(Debug, Clone, Copy, Default)]
struct Amounts {
    amount: i64,
    input_tokens: i64,
    output_tokens: i64,
}

/// Something that is counted, once.
#[derive(Debug)]
pub(crate) struct Counted {
    key: Key,
    amounts: Amounts,
}

/// The messages that these events are about.
pub(crate) fn of_events(events: &[&Event]) -> Vec<Counted> {
    events.iter().filter_map(|event| of_event(event)).collect()
}

fn of_event(event: &Event) -> Option<Counted> {
    let kind = match event.event_type() {
        EventType::MessageReceived => FigureKind::Received,
        EventType::MessageSent => FigureKind::Sent,
        EventType::MessageFailed => FigureKind::SendFailed,
        _ => return None,
    };
    let key = Key {
        tenant_id: event.tenant_id.0,
        slot: slot_of(event.at),
        instance_id: event.instance_id?.0,
        agent_id: Uuid::nil(),
        kind,
        model: String::new(),
        latency: NO_LATENCY,
    };
    Some(Counted { key, amounts: Amounts { amount: 1, ..Amounts::default() } })
}

/// A turn that has ended, if an answer was due.
fn of_turn(turn: &Turn) -> Option<Counted> {
    let kind = match (turn.state, turn.outcome) {
        (TurnState::Done, Some(TurnOutcome::Answered)) => FigureKind::Answered,
        (TurnState::Done, Some(TurnOutcome::Silent)) => FigureKind::Silent,
        (TurnState::Done, Some(TurnOutcome::Deferred)) | (TurnState::Failed, _) => {
            FigureKind::AnswerFailed
        }
        _ => return None,
    };
    let reply = turn.reply.as_ref();
    let tokens = |reported: Option<u64>| {
        i64::try_from(reported.unwrap_or_default().min(MAX_TOKENS)).unwrap_or_default()
    };
    let latency = turn.agent_latency_ms.filter(|_| kind != FigureKind::AnswerFailed);
    let key = Key {
        tenant_id: turn.tenant_id.0,
        slot: slot_of(turn.ended_at.unwrap_or(turn.updated_at)),
        instance_id: turn.instance_id.0,
        agent_id: turn.agent_id.map_or(Uuid::nil(), |id| id.0),
        kind,
        model: reply.and_then(|reply| reply.model.as_deref()).map(model).unwrap_or_default(),
        latency: latency.map_or(NO_LATENCY, |ms| LatencyBucket::of(ms).index()),
    };
    let amounts = Amounts {
        amount: 1,
        input_tokens: tokens(reply.and_then(|reply| reply.input_tokens)),
        output_tokens: tokens(reply.and_then(|reply| reply.output_tokens)),
    };
    Some(Counted { key, amounts })
}

/// A model's name without what Postgres refuses in a text.
fn model(reported: &str) -> String {
    reported.chars().filter(|letter| !letter.is_control()).take(MAX_MODEL_CHARS).collect()
}

/// Adds counts to the table. The log is locked.
pub(crate) async fn add(db: &mut Conn<'_>, counted: &[Counted]) -> Result<(), StorageError> {
    let mut sums: BTreeMap<&Key, Amounts> = BTreeMap::new();
    for Counted { key, amounts } in counted {
        let sum = sums.entry(key).or_default();
        sum.amount += amounts.amount;
        sum.input_tokens += amounts.input_tokens;
        sum.output_tokens += amounts.output_tokens;
    }
    let sums: Vec<(&Key, Amounts)> = sums.into_iter().collect();
    for chunk in chunks(&sums) {
        let mut query = table::ADD.query(db, chunk.len());
        for (key, sum) in chunk {
            query.push(key.tenant_id);
            query.push(key.slot);
            query.push(key.instance_id);
            query.push(key.agent_id);
            query.push(key.kind.as_str());
            query.push(key.model.as_str());
            query.push(key.latency);
            query.push(sum.amount);
            query.push(sum.input_tokens);
            query.push(sum.output_tokens);
        }
        query.run().await?;
    }
    Ok(())
}

impl Tx {
    /// Counts a turn that has just ended, at the end of the group.
    pub(crate) fn count_turn(&mut self, turn: &Turn) {
        self.pending.figures.rows.extend(of_turn(turn));
    }

    pub(crate) async fn flush_figures(&mut self) -> Result<(), StorageError> {
        if !self.pending.figures.has_more() {
            return Ok(());
        }
        self.lock_log().await?;
        let (mut db, pending) = self.parts();
        let held = &mut pending.figures;
        add(&mut db, &held.rows[held.written..]).await?;
        held.written = held.rows.len();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{MAX_MODEL_CHARS, model};

    #[test]
    fn a_reported_model_is_a_short_text_that_both_engines_store() {
        assert_eq!(model("gpt\0-5\n"), "gpt-5");
        assert_eq!(model(&"é".repeat(500)).chars().count(), MAX_MODEL_CHARS);
    }
}
