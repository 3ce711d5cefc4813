//! The database: reachable, up to date, writable, and sealed with this server's key.

use super::{Finding, cause};
use omni_app::secrets::Sealer;
use omni_domain::page::PageRequest;
use omni_domain::{Env, TenantId, Timestamp};
use omni_server::config::Config;
use omni_server::seal::{self, Seal};
use omni_server::{secret_key, wiring};
use omni_storage::{Engine, EventFilter, Setting, StorageError, Store};
use serde_json::Value;
use std::time::{Duration, Instant};

const NAME: &str = "database";
const LIMIT: Duration = Duration::from_secs(10);
/// Synchronised clocks of nodes differ by less.
const CLOCKS_APART: Duration = Duration::from_secs(2);
/// Synchronised clocks differ by less.
const CLOCK_TOLERANCE: Duration = Duration::from_mins(1);

pub(super) async fn check(config: &Config) -> Vec<Finding> {
    let label = config.database_label();
    if let Some(missing) = missing_file(config) {
        return vec![Finding::fine(NAME, format!("{missing} will be created at the first start"))];
    }
    let mend = if config.database_url().starts_with("sqlite") {
        "check the file's owner and the free space"
    } else {
        "is the server running, and is OMNI_DATABASE_URL correct? psql with the same URL reports details"
    };
    let opened = tokio::time::timeout(LIMIT, wiring::open_store(config)).await;
    let store = match opened {
        Ok(Ok(store)) => store,
        Ok(Err(error)) => return vec![Finding::broken(NAME, cause(error), mend)],
        Err(_) => {
            return vec![Finding::broken(
                NAME,
                format!("{label} does not respond within {LIMIT:?}"),
                mend,
            )];
        }
    };
    let findings = match tokio::time::timeout(LIMIT, examine(config, &store)).await {
        Ok(Ok(findings)) => findings,
        Ok(Err(error)) => vec![Finding::broken(NAME, format!("{label}: {}", cause(error)), mend)],
        Err(_) => {
            vec![Finding::broken(NAME, format!("{label} does not respond within {LIMIT:?}"), mend)]
        }
    };
    store.close().await;
    findings
}

/// SQLite's file, if it does not exist yet: opening would create it.
fn missing_file(config: &Config) -> Option<String> {
    if config.database.url.get().is_some() {
        return None;
    }
    let path = config.data.dir.join("omni.db");
    (!path.exists()).then(|| path.display().to_string())
}

async fn examine(config: &Config, store: &Store) -> Result<Vec<Finding>, StorageError> {
    let label = config.database_label();
    let ping = store.ping().await?;
    let schema = store.schema_state().await?;
    if let Some(problem) = schema.problem() {
        let (what, mend) = problem.split_once(": ").unwrap_or((problem.as_str(), "see the log"));
        return Ok(vec![Finding::broken(NAME, format!("{label}: {what}"), mend)]);
    }
    if !schema.missing.is_empty() {
        let detail = format!("{label}: {} schema steps are missing", schema.missing.len());
        return Ok(vec![Finding::doubtful(
            NAME,
            detail,
            "omni migrate, or start the server, which does it",
        )]);
    }
    let started = Instant::now();
    write_probe(store).await?;
    let times = format!("read {:.1} ms, write {:.1} ms", millis(ping), millis(started.elapsed()));
    let durable = match (store.engine(), config.database.sqlite_synchronous) {
        (Engine::Sqlite, omni_server::config::SqliteSynchronous::Normal) => {
            ", sqlite_synchronous = normal"
        }
        _ => "",
    };
    let mut findings = vec![Finding::fine(NAME, format!("{label}: {times}{durable}"))];
    findings.extend(sealed(config, store).await?);
    findings.extend(future_events(store).await?);
    if store.engine() == Engine::Postgres {
        findings.extend(clocks(store).await?);
    }
    findings.extend(shared_accounts(store).await?);
    Ok(findings)
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

/// A commit without lasting changes.
async fn write_probe(store: &Store) -> Result<(), StorageError> {
    let setting = Setting {
        tenant_id: TenantId::DEFAULT,
        key: format!("doctor.probe.{}", std::process::id()),
        value: Value::Bool(true),
        is_secret: false,
        updated_at: Env::system().now(),
    };
    store
        .write(move |tx| {
            Box::pin(async move {
                tx.put_setting(&setting).await?;
                tx.delete_setting(setting.tenant_id, &setting.key).await.map(drop)
            })
        })
        .await
}

async fn sealed(config: &Config, store: &Store) -> Result<Option<Finding>, StorageError> {
    const NAME: &str = "seal";
    let key = match config.secrets.key.get() {
        Some(key) => Some(key.to_owned()),
        None => secret_key::read(&config.secret_key_file())
            .ok()
            .flatten()
            .map(|key| key.expose().to_owned()),
    };
    let Some(key) = key else {
        // Without a key file a new key would be created, which does not open the stored secrets.
        return Ok(match seal::probe(store, &Sealer::from_text("no key at all")).await? {
            Seal::Unused => None,
            _ => Some(Finding::broken(
                NAME,
                "the database has sealed secrets, and the secret key is missing",
                MEND,
            )),
        });
    };
    Ok(Some(match seal::probe(store, &Sealer::from_text(&key)).await? {
        Seal::Opens => Finding::fine(NAME, "the secret key opens the stored secrets"),
        Seal::Unused => Finding::fine(NAME, "nothing is sealed yet"),
        Seal::Foreign => {
            Finding::broken(NAME, "the secret key does not open the stored secrets", MEND)
        }
    }))
}

const MEND: &str =
    "set OMNI_SECRET_KEY to the key that sealed them, or restore the file secret.key";

/// Whether the newest stored event is ahead of this machine's clock.
async fn future_events(store: &Store) -> Result<Option<Finding>, StorageError> {
    let newest = store
        .list_events(TenantId::DEFAULT, &EventFilter::default(), PageRequest::first(1))
        .await?;
    let Some(event) = newest.items.first() else { return Ok(None) };
    let ahead = event.at.since(Env::system().now());
    Ok((ahead > CLOCK_TOLERANCE).then(|| {
        let detail = format!("the newest stored event is {} s in the future", ahead.as_secs());
        Finding::broken("clock", detail, "set this machine's clock: timedatectl set-ntp true")
    }))
}

/// Whether this machine's clock and those of the other nodes agree with the database's. Leases are
/// compared by the database's clock alone; times of events and delays of jobs are the nodes' own.
async fn clocks(store: &Store) -> Result<Vec<Finding>, StorageError> {
    const MEND: &str = "set the machine's clock: timedatectl set-ntp true";
    let (database, took) = store.clock().await?;
    let mut findings = Vec::new();
    // Answered just now, and read in the middle of what that took.
    let away = apart(Env::system().now(), database.plus(took / 2));
    findings.push(if away > CLOCKS_APART {
        let detail =
            format!("this machine's clock and the database's are {} ms apart", away.as_millis());
        Finding::doubtful("clock", detail, MEND)
    } else {
        let detail = format!("it agrees with the database's to {} ms", away.as_millis());
        Finding::fine("clock", detail)
    });
    let survey = store.write_aside(LIMIT, |tx| Box::pin(async move { tx.survey(None).await }));
    for node in survey.await?.nodes {
        let away = apart(node.clock, node.seen_at);
        if away > CLOCKS_APART {
            let detail = format!(
                "the clock of the node {} and the database's are {} ms apart",
                node.name,
                away.as_millis()
            );
            findings.push(Finding::doubtful("clock", detail, MEND));
        }
    }
    Ok(findings)
}

fn apart(one: Timestamp, other: Timestamp) -> Duration {
    one.since(other).max(other.since(one))
}

/// Whether an account is linked to more than one instance.
async fn shared_accounts(store: &Store) -> Result<Option<Finding>, StorageError> {
    let shared = store.shared_owners().await?;
    Ok((shared > 0).then(|| {
        Finding::doubtful(
            "accounts",
            format!("{shared} accounts are linked to more than one instance; one of each answers"),
            "omni instances list shows the owners; unlink or delete the instances too many",
        )
    }))
}
