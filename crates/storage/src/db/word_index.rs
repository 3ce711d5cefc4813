//! An index of words, in which rows are found by the words that they have.

use super::conn::Conn;
use super::many::{MultiRow, chunks};
use crate::error::StorageError;
use crate::options::Engine;

/// A virtual table on SQLite, and on Postgres a table whose words have a type of their own.
pub(crate) struct WordIndex {
    add_sqlite: MultiRow,
    add_postgres: MultiRow,
    known: [&'static str; 2],
    merge: &'static str,
}

/// The index of words in a table, whose rows Postgres numbers in a column of this name.
macro_rules! word_index {
    ($table:literal, $number:literal) => {
        $crate::db::WordIndex::new(
            [
                concat!("INSERT INTO ", $table, " (rowid, words) VALUES "),
                concat!(
                    "INSERT INTO ",
                    $table,
                    " (",
                    $number,
                    ", words) SELECT v.column1,",
                    " array_to_tsvector(string_to_array(v.column2, ' ')) FROM (VALUES ",
                ),
            ],
            [
                concat!("SELECT 1 FROM ", $table, " WHERE ", $table, " MATCH $1 LIMIT 1"),
                concat!("SELECT 1 FROM ", $table, " WHERE words @@ CAST($1 AS tsquery) LIMIT 1"),
            ],
            concat!("INSERT INTO ", $table, " (", $table, ", rank) VALUES ('merge', $1)"),
        )
    };
}
pub(crate) use word_index;

impl WordIndex {
    /// Statements of SQLite come first.
    pub(crate) const fn new(
        [sqlite, postgres]: [&'static str; 2],
        known: [&'static str; 2],
        merge: &'static str,
    ) -> Self {
        Self {
            add_sqlite: MultiRow::new(sqlite, 2, ""),
            add_postgres: MultiRow::new(postgres, 2, ") AS v"),
            known,
            merge,
        }
    }

    /// Adds rows: the number of each, and its words with spaces between them.
    pub(crate) async fn add(
        &self,
        db: &mut Conn<'_>,
        rows: &[(i64, String)],
    ) -> Result<(), StorageError> {
        let text = match db.engine() {
            Engine::Sqlite => &self.add_sqlite,
            Engine::Postgres => &self.add_postgres,
        };
        for chunk in chunks(rows) {
            let mut query = text.query(db, chunk.len());
            for (number, words) in chunk {
                query.push(*number);
                query.push(words);
            }
            query.run().await?;
        }
        Ok(())
    }

    /// Whether any row matches the query.
    pub(crate) async fn has(&self, db: &mut Conn<'_>, wanted: &str) -> Result<bool, StorageError> {
        let [sqlite, postgres] = self.known;
        let text = match db.engine() {
            Engine::Sqlite => sqlite,
            Engine::Postgres => postgres,
        };
        Ok(db.query(text).bind(wanted).maybe::<(i32,)>().await?.is_some())
    }

    /// SQLite: merges some of the index's parts, or rewrites some of one without what is deleted. About
    /// so many pages are written; a word is not left half done.
    /// <https://www.sqlite.org/fts5.html#the_merge_command>
    pub(crate) async fn merge(&self, db: &mut Conn<'_>, pages: i64) -> Result<(), StorageError> {
        if pages > 0 && db.engine() == Engine::Sqlite {
            db.query(self.merge).bind(pages).run().await?;
        }
        Ok(())
    }
}
