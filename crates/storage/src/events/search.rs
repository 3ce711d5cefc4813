//! The index of words of events.

use super::words;
use crate::db::{Conn, MultiRow, chunks, list, padded};
use crate::error::StorageError;
use crate::options::Engine;
use omni_domain::event::Event;

static ADD_SQLITE: MultiRow =
    MultiRow::new("INSERT INTO event_search (rowid, words) VALUES ", 2, "");

static ADD_POSTGRES: MultiRow = MultiRow::new(
    "INSERT INTO event_search (event_seq, words)
     SELECT v.column1, array_to_tsvector(string_to_array(v.column2, ' ')) FROM (VALUES ",
    2,
    ") AS v",
);

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

const KNOWN: [&str; 2] = [
    "SELECT 1 FROM event_search WHERE event_search MATCH $1 LIMIT 1",
    "SELECT 1 FROM event_search WHERE words @@ CAST($1 AS tsquery) LIMIT 1",
];

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
    let text = if db.engine() == Engine::Sqlite { &ADD_SQLITE } else { &ADD_POSTGRES };
    for chunk in chunks(&rows) {
        let mut query = text.query(db, chunk.len());
        for (seq, words) in chunk {
            query.push(*seq);
            query.push(words);
        }
        query.run().await?;
    }
    Ok(())
}

/// Whether any event matches the query.
pub(super) async fn is_known(db: &mut Conn<'_>, wanted: &str) -> Result<bool, StorageError> {
    let text = of(db.engine(), KNOWN);
    Ok(db.query(text).bind(wanted).maybe::<(i32,)>().await?.is_some())
}

/// Removes events from the index.
pub(super) async fn remove(db: &mut Conn<'_>, seqs: &[i64]) -> Result<(), StorageError> {
    let column = of(db.engine(), ["rowid", "event_seq"]);
    for some in padded(seqs) {
        let text = format!("DELETE FROM event_search WHERE {column} IN ({})", list(1, some.len()));
        db.composed(text).bind_all(some).run().await?;
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
    query.run().await.map(drop)
}
