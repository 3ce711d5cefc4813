//! The index of words of events.

use super::words;
use crate::db::{Conn, WordIndex, list, padded, word_index};
use crate::error::StorageError;
use crate::options::Engine;
use omni_domain::event::Event;

static INDEX: WordIndex = word_index!("event_search", "event_seq");

const DELETE_OF_INSTANCE: [&str; 2] = [
    "DELETE FROM event_search WHERE rowid IN (SELECT seq FROM events WHERE instance_id = $1)",
    "DELETE FROM event_search WHERE event_seq IN (SELECT seq FROM events WHERE instance_id = $1)",
];

const DELETE_SOME_OF_INSTANCE: [&str; 2] = [
    "DELETE FROM event_search WHERE rowid IN
     (SELECT seq FROM events WHERE instance_id = $1 ORDER BY seq LIMIT $2)",
    "DELETE FROM event_search WHERE event_seq IN
     (SELECT seq FROM events WHERE instance_id = $1 ORDER BY seq LIMIT $2)",
];

/// After each so many events that the log grew by.
const MERGED_EVERY: i64 = 64;
/// Pages then, several times of what keeps the parts few.
const MERGED_PAGES: i64 = 16;
/// Pages for each statement that deletes: several times of what the deletion of as many rows needs, and
/// a step of some milliseconds.
const DELETED_PAGES: i64 = 2;

const fn of(engine: Engine, texts: [&'static str; 2]) -> &'static str {
    match engine {
        Engine::Sqlite => texts[0],
        Engine::Postgres => texts[1],
    }
}

/// Adds the events' words to the index.
pub(super) async fn add(db: &mut Conn<'_>, events: &[&Event]) -> Result<(), StorageError> {
    let rows: Vec<(i64, String)> = events
        .iter()
        .filter_map(|event| {
            let words = words::words(event.text.as_deref()?);
            if words.is_empty() {
                return None;
            }
            Some((event.seq, words.into_iter().collect::<Vec<_>>().join(" ")))
        })
        .collect();
    INDEX.add(db, &rows).await?;
    INDEX.merge(db, merge_after(events)).await
}

/// How many pages to merge after these events were added.
fn merge_after(events: &[&Event]) -> i64 {
    let seqs = || events.iter().map(|event| event.seq);
    let (Some(first), Some(last)) = (seqs().min(), seqs().max()) else { return 0 };
    (last / MERGED_EVERY - (first - 1) / MERGED_EVERY) * MERGED_PAGES
}

/// Whether any event matches the query.
pub(crate) async fn is_known(db: &mut Conn<'_>, wanted: &str) -> Result<bool, StorageError> {
    INDEX.has(db, wanted).await
}

/// Removes events from the index.
pub(super) async fn remove(db: &mut Conn<'_>, seqs: &[i64]) -> Result<(), StorageError> {
    let column = of(db.engine(), ["rowid", "event_seq"]);
    for some in padded(seqs) {
        let text = format!("DELETE FROM event_search WHERE {column} IN ({})", list(1, some.len()));
        db.composed(text).bind_all(some).run().await?;
        INDEX.merge(db, DELETED_PAGES).await?;
    }
    Ok(())
}

/// Removes an instance's events from the index: all, or the oldest `limit`.
pub(super) async fn remove_of_instance(
    db: &mut Conn<'_>,
    instance: uuid::Uuid,
    limit: Option<i64>,
) -> Result<(), StorageError> {
    let engine = db.engine();
    let query = match limit {
        None => db.query(of(engine, DELETE_OF_INSTANCE)).bind(instance),
        Some(limit) => db.query(of(engine, DELETE_SOME_OF_INSTANCE)).bind(instance).bind(limit),
    };
    query.run().await?;
    INDEX.merge(db, DELETED_PAGES).await
}

#[cfg(test)]
mod tests {
    use super::{MERGED_PAGES, merge_after};
    use omni_domain::Timestamp;
    use omni_domain::event::{Event, WebhookEndpointDisabled};
    use omni_domain::ids::{EventId, TenantId, WebhookEndpointId};
    use omni_domain::webhook::DisabledReason;
    use uuid::Uuid;

    fn event(seq: i64) -> Event {
        let body = WebhookEndpointDisabled {
            endpoint_id: WebhookEndpointId(Uuid::nil()),
            reason: DisabledReason::Gone,
            failures: 0,
        };
        let mut event = Event::new(EventId(Uuid::nil()), TenantId::DEFAULT, body, Timestamp(0));
        event.seq = seq;
        event
    }

    /// However the log's growth is divided into groups.
    #[test]
    fn as_much_is_merged_as_the_log_grows() {
        let log: Vec<Event> = (1..=640).map(event).collect();
        for size in [1, 7, 63, 64, 65, 640] {
            let groups = log.chunks(size);
            let pages: i64 =
                groups.map(|group| merge_after(&group.iter().collect::<Vec<_>>())).sum();
            assert_eq!(pages, 10 * MERGED_PAGES, "{size} at once");
        }
        // As old events are added: the latest first.
        assert_eq!(merge_after(&[&log[70], &log[60]]), MERGED_PAGES);
        assert_eq!(merge_after(&[]), 0);
    }
}
