//! The table `webhook_attempts`, and what attempts change of their deliveries.

use crate::db::{Conn, MultiRow, chunks, json_text, parse_json, readable, row, statements, values};
use crate::error::StorageError;
use crate::store::lookups;
use crate::tx::Tx;
use omni_domain::Timestamp;
use omni_domain::ids::WebhookDeliveryId;
use omni_domain::webhook::{Attempt, AttemptOutcome, DeliveryState};
use uuid::Uuid;

/// An attempt, and what is to be done with its delivery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FinishedAttempt {
    /// The attempt.
    pub attempt: Attempt,
    /// The delivery's state from now on.
    pub state: DeliveryState,
    /// The next attempt is not before this time; meaningless unless pending.
    pub due_at: Timestamp,
    /// The present time.
    pub now: Timestamp,
}

row! {
    struct AttemptRow {
        delivery_id: Uuid,
        number: i64,
        at: i64,
        duration_ms: i64,
        status: Option<i64>,
        error: Option<String>,
        headers: Option<String>,
        body: Option<String>,
        request: Option<String>,
    }
}

mod sql {
    use super::statements;

    statements! {
        LIST = concat!(
            "SELECT ", columns!(), " FROM webhook_attempts WHERE delivery_id = $1
             ORDER BY number DESC LIMIT $2",
        );
    }
}
pub(crate) use sql::ALL;

/// Of deliveries that exist: one may be deleted while it is sent.
static INSERT: MultiRow = MultiRow::new(
    concat!(
        "INSERT INTO webhook_attempts (",
        columns!(),
        ") SELECT v.column1, v.column2, v.column3, v.column4, v.column5, v.column6, v.column7,
          v.column8, v.column9 FROM (VALUES ",
    ),
    AttemptRow::WIDTH,
    ") AS v JOIN webhook_deliveries ON webhook_deliveries.id = v.column1 WHERE TRUE
     ON CONFLICT (delivery_id, number) DO NOTHING",
);

/// What is delivered stays so, whatever a slower attempt reports.
static FINISH: MultiRow = MultiRow::new(
    concat!(
        "UPDATE webhook_deliveries SET state = v.column2, attempts = attempts + 1,
         tries = tries + 1, due_at = v.column3, last_status = v.column4, last_error = v.column5,
         ended_at = v.column6 ",
        values!(from),
    ),
    6,
    concat!(
        values!(as v),
        " WHERE webhook_deliveries.id = v.column1 AND webhook_deliveries.state = 'pending'",
    ),
);

impl TryFrom<AttemptRow> for Attempt {
    type Error = StorageError;

    fn try_from(row: AttemptRow) -> Result<Self, StorageError> {
        let id = row.delivery_id;
        let headers = row.headers.map(|text| parse_json("webhook_attempts", id, &text));
        let request = row.request.map(|text| parse_json("webhook_attempts", id, &text));
        Ok(Self {
            delivery_id: WebhookDeliveryId(id),
            number: u32::try_from(row.number).unwrap_or_default(),
            at: Timestamp(row.at),
            duration_ms: u32::try_from(row.duration_ms).unwrap_or_default(),
            request: request.transpose()?,
            outcome: AttemptOutcome {
                status: row.status.and_then(|status| u16::try_from(status).ok()),
                error: row.error,
                headers: headers.transpose()?.unwrap_or_default(),
                body: row.body,
            },
        })
    }
}

async fn attempts(
    db: &mut Conn<'_>,
    delivery: WebhookDeliveryId,
    limit: u32,
) -> Result<Vec<Attempt>, StorageError> {
    let query = db.query(sql::LIST).bind(delivery.0).bind(i64::from(limit));
    let mut attempts: Vec<Attempt> = readable(query.all::<AttemptRow>().await?).collect();
    attempts.reverse();
    Ok(attempts)
}

lookups! {
    /// The latest attempts of a delivery, oldest first.
    webhook_attempts(delivery: WebhookDeliveryId, limit: u32) -> Vec<Attempt> = attempts;
}

impl Tx {
    /// Records attempts, and what follows for their deliveries.
    pub async fn finish_webhook_attempts(
        &mut self,
        finished: &[FinishedAttempt],
    ) -> Result<(), StorageError> {
        let mut db = self.db();
        for chunk in chunks(finished) {
            let mut query = INSERT.query(&mut db, chunk.len());
            for one in chunk {
                let (attempt, outcome) = (&one.attempt, &one.attempt.outcome);
                query.push(attempt.delivery_id.0);
                query.push(i64::from(attempt.number));
                query.push(attempt.at.0);
                query.push(i64::from(attempt.duration_ms));
                query.push(outcome.status.map(i64::from));
                query.push(outcome.error.as_deref());
                let headers = (!outcome.headers.is_empty()).then(|| json_text(&outcome.headers));
                query.push(headers);
                query.push(outcome.body.as_deref());
                query.push(attempt.request.as_ref().map(json_text));
            }
            query.run().await?;
        }
        for chunk in chunks(finished) {
            let mut query = FINISH.query(&mut db, chunk.len());
            for one in chunk {
                let outcome = &one.attempt.outcome;
                query.push(one.attempt.delivery_id.0);
                query.push(one.state.as_str());
                query.push(one.due_at.0);
                query.push(outcome.status.map(i64::from));
                query.push(outcome.error.as_deref());
                query.push((one.state != DeliveryState::Pending).then_some(one.now.0));
            }
            query.run().await?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::FINISH;
    use crate::db::assert_searches;

    /// However many deliveries wait.
    #[tokio::test]
    async fn deliveries_that_end_are_found_by_their_ids() {
        assert_searches(&FINISH, "webhook_deliveries").await;
    }
}
