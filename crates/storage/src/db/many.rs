//! Statements over many rows, in few shapes, so that the prepared ones are reused.

use super::conn::Conn;
use super::query::Query;
use crate::options::Engine;
use sqlx::AssertSqlSafe;
use std::fmt::Write as _;
use std::sync::{Arc, OnceLock};

/// Rows per statement, largest first: any number of rows needs only these five texts. More rows
/// gain nothing on SQLite. To Postgres, 16 messages fit into one TLS record; of several records
/// in a row each waits for the other side's delayed acknowledgement, 40 ms, because sqlx 0.9
/// leaves Nagle's algorithm on.
const SIZES: [usize; 5] = [16, 8, 4, 2, 1];

/// Cuts into pieces of the sizes above.
pub(crate) fn chunks<T>(mut items: &[T]) -> impl Iterator<Item = &[T]> {
    std::iter::from_fn(move || {
        let size = SIZES.into_iter().find(|size| *size <= items.len())?;
        let (chunk, rest) = items.split_at(size);
        items = rest;
        Some(chunk)
    })
}

/// Cuts into lists for `IN (...)` of 1, 4, 16 or 64 values, filled up by repeating the last.
pub(crate) fn padded<T: Clone>(items: &[T]) -> impl Iterator<Item = Vec<T>> {
    items.chunks(64).map(|chunk| {
        let size = [1, 4, 16, 64].into_iter().find(|size| *size >= chunk.len()).unwrap_or(64);
        let mut list = chunk.to_vec();
        if let Some(last) = chunk.last() {
            list.resize(size, last.clone());
        }
        list
    })
}

/// What an `UPDATE` puts around its list of rows, to take its values from `v`.
///
/// SQLite does not estimate how short a list is: beside a condition on the table, or a search by two
/// columns, it may read the whole table and search the list for each of its rows. The limit states it.
macro_rules! values {
    (from) => {
        "FROM (SELECT * FROM (VALUES "
    };
    (as v) => {
        ") AS given LIMIT 16) AS v"
    };
}
pub(crate) use values;

/// A statement whose middle is a list of rows: `prefix ($1, $2), ($3, $4) suffix`.
pub(crate) struct MultiRow {
    prefix: &'static str,
    width: usize,
    suffix: &'static str,
    texts: [[OnceLock<Arc<str>>; SIZES.len()]; 2],
}

impl MultiRow {
    pub(crate) const fn new(prefix: &'static str, width: usize, suffix: &'static str) -> Self {
        Self {
            prefix,
            width,
            suffix,
            texts: [const { [const { OnceLock::new() }; SIZES.len()] }; 2],
        }
    }

    #[cfg(test)]
    pub(crate) const fn suffix(&self) -> &'static str {
        self.suffix
    }

    /// The statement for a chunk of that many rows; bind the rows' values in order.
    pub(crate) fn query<'c>(&self, db: &'c mut Conn<'_>, rows: usize) -> Query<'c> {
        let text = self.text(db.engine(), rows);
        db.prepare(AssertSqlSafe(text))
    }

    fn text(&self, engine: Engine, rows: usize) -> Arc<str> {
        let texts = &self.texts[usize::from(engine == Engine::Postgres)];
        match SIZES.iter().position(|size| *size == rows) {
            Some(at) => Arc::clone(texts[at].get_or_init(|| self.compose(engine, rows))),
            None => self.compose(engine, rows),
        }
    }

    fn compose(&self, engine: Engine, rows: usize) -> Arc<str> {
        let mut text = String::from(self.prefix);
        for row in 0..rows {
            text.push_str(if row == 0 { "(" } else { ", (" });
            match engine {
                // SQLite searches a numbered value among all others, one by one, for each of them.
                Engine::Sqlite => text.push_str(&vec!["?"; self.width].join(", ")),
                Engine::Postgres => push_list(&mut text, row * self.width + 1, self.width),
            }
            text.push(')');
        }
        text.push_str(self.suffix);
        text.into()
    }
}

/// Appends `$first, $first+1, ...`.
fn push_list(text: &mut String, first: usize, count: usize) {
    for at in 0..count {
        let separator = if at == 0 { "" } else { ", " };
        write!(text, "{separator}${}", first + at).expect("writing to a String cannot fail");
    }
}

/// `$first, $first+1, ...` for an `IN (...)`.
pub(crate) fn list(first: usize, count: usize) -> String {
    let mut text = String::with_capacity(count * 5);
    push_list(&mut text, first, count);
    text
}

/// Fails if SQLite reads all of a table for a statement that is given some of its rows.
#[cfg(test)]
pub(crate) async fn assert_searches(statement: &MultiRow, table: &str) {
    let texts = SIZES.map(|rows| statement.text(Engine::Sqlite, rows).to_string());
    for (rows, steps) in SIZES.into_iter().zip(plans(&texts).await) {
        let searched = format!("SEARCH {table} USING ");
        assert!(steps.iter().any(|step| step.starts_with(&searched)), "{rows} rows: {steps:?}");
        let read = format!("SCAN {table}");
        assert!(!steps.iter().any(|step| step.starts_with(&read)), "{rows} rows: {steps:?}");
    }
}

/// The steps in which SQLite runs each of these statements.
#[cfg(test)]
pub(crate) async fn plans(texts: &[String]) -> Vec<Vec<String>> {
    use crate::dialect::sqlite::{connect_options, connect_writer};
    use crate::{Store, StoreOptions};

    let folder = tempfile::tempdir().expect("a folder");
    let url = format!("sqlite://{}", folder.path().join("omni.db").display());
    let options = StoreOptions::default();
    let store = Store::open(&url, options.clone()).await.expect("a store");
    store.migrate().await.expect("the schema");
    let connect = connect_options(&url, &options).expect("options");
    let mut conn = connect_writer(&connect, &options).await.expect("a connection");
    let mut plans = Vec::with_capacity(texts.len());
    for text in texts {
        let query = sqlx::query_as(AssertSqlSafe(format!("EXPLAIN QUERY PLAN {text}")));
        let plan: Vec<(i64, i64, i64, String)> = query.fetch_all(&mut conn).await.expect("a plan");
        plans.push(plan.into_iter().map(|(_, _, _, step)| step).collect());
    }
    store.close().await;
    plans
}

#[cfg(test)]
mod tests {
    use super::{MultiRow, SIZES, chunks, padded};
    use crate::options::Engine;

    #[test]
    fn any_number_of_rows_needs_few_shapes() {
        let items: Vec<u32> = (0..200).collect();
        let sizes: Vec<usize> = chunks(&items).map(<[u32]>::len).collect();
        assert_eq!(sizes[..2], [16, 16]);
        assert_eq!(sizes[12..], [8]);
        assert_eq!(chunks(&items).flatten().count(), 200);
        assert_eq!(padded(&items[..5]).map(|list| list.len()).collect::<Vec<_>>(), [16]);
        assert_eq!(padded(&items[..0]).count(), 0);
    }

    #[test]
    fn a_statement_takes_all_of_its_values() {
        assert!(values!(as v).contains(&format!("LIMIT {})", SIZES[0])));
    }

    #[test]
    fn rows_are_numbered_through() {
        let insert = MultiRow::new("INSERT INTO t (a, b) VALUES ", 2, " RETURNING a");
        assert_eq!(
            &*insert.text(Engine::Postgres, 2),
            "INSERT INTO t (a, b) VALUES ($1, $2), ($3, $4) RETURNING a"
        );
        assert_eq!(
            &*insert.text(Engine::Sqlite, 2),
            "INSERT INTO t (a, b) VALUES (?, ?), (?, ?) RETURNING a"
        );
    }
}
