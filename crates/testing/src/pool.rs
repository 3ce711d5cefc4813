//! Databases on Postgres that tests use one after the other. A new one is 800 files, and to drop it the
//! server writes a checkpoint: both together take longer than most tests do.
//!
//! `make test` removes them at its end.

use crate::template;
use omni_storage::{Engine, schema_fingerprint};
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, PgConnection};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// The class of the advisory locks under which each database has one user.
const LOCKS: i32 = 0x6f6d_6e69;
/// Deleted rows stay in the files for a while: one that has grown beyond this is created anew, bytes.
const LARGEST: i64 = 48 * 1024 * 1024;

/// The connections that hold the locks. They end with the process, as do those of the app under test:
/// nothing of it is left when the next test uses the database.
static HELD: Mutex<Vec<PgConnection>> = Mutex::new(Vec::new());

/// What a database needs to be made clean again: the rows that the schema itself has written, and the
/// schema's own shape.
const SETUP: &str = "
CREATE SCHEMA omni_pool;

CREATE FUNCTION omni_pool.shape() RETURNS text LANGUAGE sql AS $$
    SELECT md5(string_agg(line, ',' ORDER BY line)) FROM (
        SELECT concat_ws(' ', c.relname, c.relkind, a.attname, a.atttypid, a.attnotnull, a.atthasdef)
            FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
            WHERE c.relnamespace = 'public'::regnamespace AND a.attnum > 0
        UNION ALL SELECT conname FROM pg_constraint WHERE connamespace = 'public'::regnamespace
        UNION ALL SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace
        UNION ALL SELECT tgname FROM pg_trigger WHERE NOT tgisinternal
    ) AS lines (line)
$$;

CREATE FUNCTION omni_pool.clean() RETURNS void LANGUAGE plpgsql
    SET session_replication_role = replica AS $$
DECLARE
    name text;
BEGIN
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
        EXECUTE format('DELETE FROM public.%I', name);
    END LOOP;
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'omni_pool' LOOP
        EXECUTE format('INSERT INTO public.%I SELECT * FROM omni_pool.%I', name, name);
    END LOOP;
END
$$;

DO $$
DECLARE
    name text;
    written boolean;
BEGIN
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM public.%I)', name) INTO written;
        IF written THEN
            EXECUTE format('CREATE TABLE omni_pool.%I AS TABLE public.%I', name, name);
        END IF;
    END LOOP;
    EXECUTE format('COMMENT ON SCHEMA omni_pool IS %L', omni_pool.shape());
END
$$;
";

/// A clean database that no other test uses while this process runs: its name.
pub(crate) async fn take(mut admin: PgConnection, server: &str) -> String {
    let schema = schema_fingerprint(Engine::Postgres);
    let mut number = 0;
    let name = loop {
        let name = format!("omni_pool_{schema}_{number}");
        if lock(&mut admin, number).await && end_connections(&mut admin, &name).await {
            break name;
        }
        number += 1;
    };
    if clean(&format!("{server}/{name}")).await.is_err() {
        create(&mut admin, server, &name).await;
    }
    HELD.lock().unwrap_or_else(PoisonError::into_inner).push(admin);
    name
}

async fn lock(admin: &mut PgConnection, number: i32) -> bool {
    let query = sqlx::query_scalar("SELECT pg_try_advisory_lock($1, $2)");
    query.bind(LOCKS).bind(number).fetch_one(admin).await.unwrap()
}

/// Those of the test before, whose program may have been killed in the middle of a statement. `false` if
/// there are always new ones: a program outlives its test, which the runner has ended.
async fn end_connections(admin: &mut PgConnection, name: &str) -> bool {
    let end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1";
    for _ in 0..500 {
        if sqlx::query(end).bind(name).fetch_all(&mut *admin).await.unwrap().is_empty() {
            return true;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    false
}

/// Fails if there is no such database, or if a test has changed its schema or has made it large.
async fn clean(url: &str) -> Result<(), sqlx::Error> {
    let mut conn = PgConnection::connect(url).await?;
    let usable = "SELECT pg_database_size(current_database()) < $1
        AND omni_pool.shape() = obj_description('omni_pool'::regnamespace, 'pg_namespace')";
    if !sqlx::query_scalar(usable).bind(LARGEST).fetch_one(&mut conn).await? {
        return Err(sqlx::Error::RowNotFound);
    }
    conn.execute("SELECT omni_pool.clean()").await?;
    conn.close().await
}

async fn create(admin: &mut PgConnection, server: &str, name: &str) {
    let drop = format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)");
    admin.execute(sqlx::raw_sql(AssertSqlSafe(drop))).await.unwrap();
    template::copy_postgres(admin, server, name).await;
    // No test ends the server, and none has to wait for its disk.
    let settings = format!("ALTER DATABASE {name} SET synchronous_commit = off");
    admin.execute(sqlx::raw_sql(AssertSqlSafe(settings))).await.unwrap();
    let mut conn = PgConnection::connect(&format!("{server}/{name}")).await.unwrap();
    conn.execute(sqlx::raw_sql(SETUP)).await.unwrap();
    conn.close().await.unwrap();
}
