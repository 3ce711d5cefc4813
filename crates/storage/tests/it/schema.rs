//! The two schemas are the same.

use crate::harness::{Db, both};
use omni_storage::{Engine, SchemaState, StorageError, statements};
use sqlx::{AssertSqlSafe, ConnectOptions, Executor, Row, SqlSafeStr};
use std::collections::BTreeSet;
use std::str::FromStr;

/// `table.column null?` and `table unique (columns)`. The indexes of words are each engine's own.
type Shape = BTreeSet<String>;

async fn sqlite_shape(url: &str) -> Shape {
    let options = sqlx::sqlite::SqliteConnectOptions::from_str(url).expect("a URL");
    let mut conn = options.connect().await.expect("a connection");
    let columns = sqlx::query(
        "SELECT m.name || '.' || c.name, c.\"notnull\" FROM sqlite_master m, pragma_table_info(m.name) c
         WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' AND m.name NOT LIKE '_sqlx%'
         AND m.name NOT LIKE 'event_search%' AND m.name NOT LIKE 'passage_search%' AND m.name NOT LIKE 'message_search%'",
    )
    .fetch_all(&mut conn)
    .await
    .expect("columns");
    let unique = sqlx::query(
        "SELECT m.name || ' unique (' || (SELECT group_concat(i.name, ',')
             FROM (SELECT name FROM pragma_index_info(l.name) ORDER BY seqno) i) || ')'
         FROM sqlite_master m, pragma_index_list(m.name) l
         WHERE m.type = 'table' AND l.\"unique\" AND m.name NOT LIKE '_sqlx%'
         AND m.name NOT LIKE 'event_search%' AND m.name NOT LIKE 'passage_search%' AND m.name NOT LIKE 'message_search%'
         UNION SELECT m.name || ' unique (' || c.name || ')'
         FROM sqlite_master m, pragma_table_info(m.name) c
         WHERE m.type = 'table' AND c.pk = 1 AND m.name NOT LIKE '_sqlx%'
         AND m.name NOT LIKE 'event_search%' AND m.name NOT LIKE 'passage_search%' AND m.name NOT LIKE 'message_search%'
         AND (SELECT COUNT(*) FROM pragma_table_info(m.name) WHERE pk > 0) = 1",
    )
    .fetch_all(&mut conn)
    .await
    .expect("indexes");
    let columns = columns.iter().map(|row| {
        let null = if row.get::<i64, _>(1) == 0 { " null" } else { "" };
        format!("{}{null}", row.get::<String, _>(0))
    });
    columns.chain(unique.iter().map(|row| row.get(0))).collect()
}

async fn postgres_shape(url: &str) -> Shape {
    let options = sqlx::postgres::PgConnectOptions::from_str(url).expect("a URL");
    let mut conn = options.connect().await.expect("a connection");
    let columns: Vec<(String,)> = sqlx::query_as(
        "SELECT table_name || '.' || column_name || CASE is_nullable WHEN 'YES' THEN ' null' ELSE '' END
         FROM information_schema.columns
         WHERE table_schema = 'public' AND table_name NOT LIKE '\\_sqlx%'
         AND table_name NOT IN ('event_search', 'passage_search', 'message_search')",
    )
    .fetch_all(&mut conn)
    .await
    .expect("columns");
    let unique: Vec<(String,)> = sqlx::query_as(
        "SELECT t.relname || ' unique (' || (SELECT string_agg(a.attname, ',' ORDER BY k.o)
             FROM unnest(x.indkey) WITH ORDINALITY AS k (n, o)
             JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.n) || ')'
         FROM pg_index x JOIN pg_class t ON t.oid = x.indrelid
         WHERE x.indisunique AND t.relnamespace = 'public'::regnamespace
         AND t.relname NOT LIKE '\\_sqlx%' AND t.relname NOT IN ('event_search', 'passage_search', 'message_search')",
    )
    .fetch_all(&mut conn)
    .await
    .expect("indexes");
    columns.into_iter().chain(unique).map(|(line,)| line).collect()
}

#[tokio::test]
async fn both_schemas_have_the_same_shape() {
    let sqlite = Db::sqlite(omni_storage::StoreOptions::default()).await;
    let postgres = Db::postgres(omni_storage::StoreOptions::default()).await;
    let (one, other) = (sqlite_shape(&sqlite.url).await, postgres_shape(&postgres.url).await);
    postgres.remove().await;
    assert!(one.len() > 150, "{one:#?}");
    assert_eq!(one.difference(&other).collect::<Vec<_>>(), Vec::<&String>::new(), "only SQLite");
    assert_eq!(other.difference(&one).collect::<Vec<_>>(), Vec::<&String>::new(), "only Postgres");
}

#[test]
fn both_folders_have_the_same_steps() {
    let names = |engine: &str| -> BTreeSet<std::ffi::OsString> {
        let folder = format!("{}/migrations/{engine}", env!("CARGO_MANIFEST_DIR"));
        let entries = std::fs::read_dir(folder).expect("the folder");
        entries.map(|entry| entry.expect("an entry").file_name()).collect()
    };
    assert_eq!(names("sqlite"), names("postgres"));
}

/// While nodes are upgraded one after another, the previous version runs on the schema of the next:
/// a step only adds. What no version reads any more is removed a version later, by a step that says
/// so in a line `-- unused since <version>`.
#[test]
fn steps_leave_the_previous_version_running() {
    const FIRST: u32 = 22;
    const REMOVALS: [&str; 5] =
        ["DROP TABLE", "DROP COLUMN", "RENAME", "SET NOT NULL", "ALTER COLUMN"];
    for engine in ["sqlite", "postgres"] {
        let folder = format!("{}/migrations/{engine}", env!("CARGO_MANIFEST_DIR"));
        for entry in std::fs::read_dir(folder).expect("the folder") {
            let path = entry.expect("an entry").path();
            let name = path.file_name().and_then(|name| name.to_str()).expect("a name");
            let number: u32 = name[..4].parse().expect("a number");
            let text = std::fs::read_to_string(&path).expect("a step");
            if number < FIRST || text.contains("-- unused since ") {
                continue;
            }
            let removal = REMOVALS.iter().find(|words| text.to_uppercase().contains(*words));
            assert_eq!(removal, None, "{engine}/{name} breaks nodes of the previous version");
            let narrowed = narrowed(&text);
            assert_eq!(narrowed, None, "{engine}/{name} refuses writes of the previous version");
        }
    }
}

/// The line of a step that refuses rows which the previous version writes into a table that it has: a
/// column that needs a value, or a constraint.
fn narrowed(text: &str) -> Option<&str> {
    let made = text.lines().filter_map(|line| line.strip_prefix("CREATE TABLE "));
    let made: Vec<String> =
        made.map(|rest| format!(" ON {} (", rest.trim_end_matches([' ', '(']))).collect();
    text.lines().find(|line| {
        let needs_value =
            line.contains("ADD COLUMN") && line.contains("NOT NULL") && !line.contains("DEFAULT");
        let is_unique = line.starts_with("CREATE UNIQUE INDEX")
            && !made.iter().any(|table| line.contains(table));
        needs_value || is_unique || line.contains("ADD CONSTRAINT")
    })
}

#[test]
fn a_step_that_refuses_rows_of_the_previous_version_is_found() {
    let fine = "CREATE TABLE pages (\n    id UUID PRIMARY KEY\n);\n\
        CREATE UNIQUE INDEX \"pages.id\" ON pages (id);\n\
        ALTER TABLE chats ADD COLUMN page BIGINT NOT NULL DEFAULT 0;\n\
        ALTER TABLE chats ADD COLUMN note TEXT;";
    assert_eq!(narrowed(fine), None);
    for refuses in [
        "ALTER TABLE chats ADD COLUMN page BIGINT NOT NULL;",
        "ALTER TABLE chats ADD CONSTRAINT page CHECK (page > 0);",
        "CREATE UNIQUE INDEX \"chats.page\" ON chats (page);",
    ] {
        assert_eq!(narrowed(&format!("{fine}\n{refuses}")), Some(refuses));
    }
}

/// A macro, because the bound on a generic connection does not hold inside a spawned task.
macro_rules! prepare_all {
    ($conn:expr) => {
        for (table, name, text) in statements() {
            let refused = $conn.prepare(AssertSqlSafe(text).into_sql_str()).await.err();
            assert!(refused.is_none(), "{table}.{name}: {refused:?}");
        }
    };
}

/// A statement from outside the store.
async fn change(db: &Db, statement: &'static str) {
    let statement = sqlx::raw_sql(statement);
    match db.engine() {
        Engine::Sqlite => {
            let options = sqlx::sqlite::SqliteConnectOptions::from_str(&db.url).expect("a URL");
            let mut conn = options.connect().await.expect("a connection");
            conn.execute(statement).await.expect("it runs");
        }
        Engine::Postgres => {
            let options = sqlx::postgres::PgConnectOptions::from_str(&db.url).expect("a URL");
            let mut conn = options.connect().await.expect("a connection");
            conn.execute(statement).await.expect("it runs");
        }
    }
}

both! {
    async fn every_statement_prepares(db) {
        match db.engine() {
            Engine::Sqlite => {
                let options = sqlx::sqlite::SqliteConnectOptions::from_str(&db.url);
                let mut conn = options.expect("a URL").connect().await.expect("a connection");
                prepare_all!(conn);
            }
            Engine::Postgres => {
                let options = sqlx::postgres::PgConnectOptions::from_str(&db.url);
                let mut conn = options.expect("a URL").connect().await.expect("a connection");
                prepare_all!(conn);
            }
        }
    }

    async fn steps_are_applied_once(db) {
        assert_eq!(db.schema_state().await.expect("a read"), SchemaState::default());
        assert!(db.migrate().await.expect("nothing to do").is_empty());
    }

    async fn a_schema_of_a_later_version_is_neither_up_to_date_nor_used(db) {
        change(&db, "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
            SELECT 9999, 'later', success, checksum, 0 FROM _sqlx_migrations WHERE version = 1").await;
        let state = db.schema_state().await.expect("a read");
        assert_eq!((state.newer.as_slice(), state.missing.len()), ([9999].as_slice(), 0));
        let refused = db.migrate().await.expect_err("newer");
        assert_eq!(refused.code(), "storage.schema");
        assert!(refused.to_string().contains("newer than this program (step 9999): start"), "{refused}");
    }

    async fn a_schema_of_other_statements_is_neither_up_to_date_nor_used(db) {
        change(&db, "UPDATE _sqlx_migrations SET checksum =
            (SELECT checksum FROM _sqlx_migrations WHERE version = 2) WHERE version = 1").await;
        let state = db.schema_state().await.expect("a read");
        assert_eq!(state.altered, ["0001_core"]);
        let refused = db.migrate().await.expect_err("altered");
        assert!(matches!(refused, StorageError::Schema(_)), "{refused}");
    }

    async fn a_step_that_was_not_finished_is_said(db) {
        change(&db, "UPDATE _sqlx_migrations SET success = FALSE WHERE version = 3").await;
        let state = db.schema_state().await.expect("a read");
        assert_eq!(state.unfinished, Some(3));
        assert!(state.problem().expect("a problem").contains("0003"));
    }
}
