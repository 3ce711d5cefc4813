use crate::config::problems::Problems;
use crate::config::{Config, Secret};
use omni_storage::{StoreOptions, Synchronous};
use serde::Deserialize;
use std::time::Duration;

/// How durable SQLite's commits are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "config.default.toml documents both")]
pub enum SqliteSynchronous {
    Full,
    Normal,
}

/// `[database]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "config.default.toml documents every key")]
pub struct Database {
    pub url: Secret,
    pub read_connections: usize,
    pub pool_size: u32,
    pub sqlite_synchronous: SqliteSynchronous,
    pub sqlite_busy_timeout_ms: u64,
    pub sqlite_write_cache_kib: u32,
    pub sqlite_read_cache_kib: u32,
    pub sqlite_kept_pages: usize,
    pub write_queue: usize,
    pub commit_max_writes: usize,
    pub commit_window_ms: u64,
    pub write_timeout_s: u64,
}

impl Database {
    pub(in crate::config) fn check(&self, problems: &mut Problems<'_>) {
        let known = ["sqlite:", "postgres:", "postgresql:"];
        if self.url.get().is_some_and(|url| !known.iter().any(|scheme| url.starts_with(scheme))) {
            problems.add(
                "database.url",
                "give sqlite:///path/to/file.db or postgres://user:password@host/name",
            );
        }
        if self.url.get().is_some_and(|url| is_postgres(url) && !is_readable(url)) {
            problems.add(
                "database.url",
                "it cannot be read as an address. Characters of the user or password that have a \
                 meaning in one are written with a percent sign: `%` as %25, `/` as %2F, `?` as %3F, \
                 `#` as %23, `@` as %40, `:` as %3A, `[` as %5B, `]` as %5D, a space as %20",
            );
        }
        problems.range("database.read_connections", self.read_connections, &(1..=64));
        problems.range("database.pool_size", self.pool_size, &(1..=256));
        problems.range(
            "database.sqlite_busy_timeout_ms",
            self.sqlite_busy_timeout_ms,
            &(0..=60_000),
        );
        problems.range(
            "database.sqlite_write_cache_kib",
            self.sqlite_write_cache_kib,
            &(256..=1 << 20),
        );
        problems.range(
            "database.sqlite_read_cache_kib",
            self.sqlite_read_cache_kib,
            &(256..=1 << 20),
        );
        problems.range("database.sqlite_kept_pages", self.sqlite_kept_pages, &(0..=1000));
        problems.range("database.write_queue", self.write_queue, &(64..=1_000_000));
        problems.range("database.commit_max_writes", self.commit_max_writes, &(1..=10_000));
        problems.range("database.commit_window_ms", self.commit_window_ms, &(0..=1000));
        problems.range("database.write_timeout_s", self.write_timeout_s, &(1..=300));
    }

    fn store_options(&self) -> StoreOptions {
        StoreOptions {
            read_connections: self.read_connections,
            pool_size: self.pool_size,
            queue: self.write_queue,
            max_group: self.commit_max_writes,
            group_window: Duration::from_millis(self.commit_window_ms),
            op_limit: Duration::from_secs(self.write_timeout_s),
            synchronous: match self.sqlite_synchronous {
                SqliteSynchronous::Full => Synchronous::Full,
                SqliteSynchronous::Normal => Synchronous::Normal,
            },
            busy_timeout: Duration::from_millis(self.sqlite_busy_timeout_ms),
            write_cache_kib: self.sqlite_write_cache_kib,
            read_cache_kib: self.sqlite_read_cache_kib,
            kept_pages: self.sqlite_kept_pages,
            ..StoreOptions::default()
        }
    }
}

fn is_postgres(url: &str) -> bool {
    url.starts_with("postgres")
}

/// Whether everything in the address is what it seems to be. A `?`, `#` or `/` in a password ends
/// the part that passwords are in, and the rest, with the `@`, follows where it would be printed.
fn is_readable(text: &str) -> bool {
    let Ok(url) = url::Url::parse(text) else { return false };
    let after = |part: Option<&str>| part.is_some_and(|part| part.contains('@'));
    text.contains("//")
        && url.fragment().is_none()
        && !after(Some(url.path()))
        && !after(url.query())
}

impl Config {
    /// Sizes and limits of the store.
    pub fn store_options(&self) -> StoreOptions {
        // What a node that is paused has locked is free before its leases expire: the node that
        // acquires them does not wait for it as well.
        let idle_limit = self.app_config().sessions.lease.mul_f64(0.75);
        StoreOptions { idle_limit, ..self.database.store_options() }
    }

    /// The database's URL: the configured one, or that of a file in the data folder.
    pub fn database_url(&self) -> String {
        if let Some(url) = self.database.url.get() {
            return url.to_owned();
        }
        let path = self.data.dir.join("omni.db").display().to_string();
        // These characters are reserved in a URL.
        format!("sqlite://{}", path.replace('%', "%25").replace('?', "%3F").replace('#', "%23"))
    }

    /// The database's URL with its password masked.
    pub fn database_url_masked(&self) -> String {
        let text = self.database_url();
        if text.starts_with("sqlite") {
            return text;
        }
        let readable = url::Url::parse(&text).ok().filter(|_| is_readable(&text));
        let Some(mut url) = readable else { return self.database_label() };
        if url.password().is_some() && url.set_password(Some("****")).is_err() {
            return self.database_label();
        }
        if url.query().is_some() {
            let pairs: Vec<(String, String)> = url.query_pairs().into_owned().collect();
            let shown = |name: &str, value: String| match name {
                "password" => "****".to_owned(),
                _ => value,
            };
            url.query_pairs_mut().clear().extend_pairs(
                pairs.into_iter().map(|(name, value)| (name.clone(), shown(&name, value))),
            );
        }
        url.to_string()
    }

    /// The database's engine and location for display, without user or password.
    pub fn database_label(&self) -> String {
        let url = self.database_url();
        if is_postgres(&url) && !is_readable(&url) {
            return "PostgreSQL".to_owned();
        }
        let Some((_, location)) = url.split_once("//") else { return "sqlite".to_owned() };
        let location = location.split('?').next().unwrap_or_default();
        if url.starts_with("sqlite") {
            return format!(
                "SQLite ({})",
                location.replace("%3F", "?").replace("%23", "#").replace("%25", "%")
            );
        }
        let location = location.rsplit_once('@').map_or(location, |(_, location)| location);
        format!("PostgreSQL ({location})")
    }
}
