//! One time for all nodes: the database's, where they share it.

use omni_domain::{Clock, Env, Timestamp, UuidV7At};
use omni_storage::{Engine, StorageError, Store};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How often the clocks are compared.
const COMPARE_EVERY: Duration = Duration::from_secs(5);
/// A smaller difference is not corrected: it may be the network's.
const TOLERANCE_MS: i64 = 50;

/// A machine's clock, corrected by its distance from the database's. Jobs and events of one node are
/// read by the others, so a node whose clock is ahead must not write them for the future.
#[derive(Debug)]
pub(crate) struct SharedClock {
    machine: Arc<dyn Clock>,
    offset: AtomicI64,
}

impl Clock for SharedClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.machine.now().0 + self.offset.load(Ordering::Relaxed))
    }
}

impl SharedClock {
    /// Compares the clocks, and corrects this one if they are apart.
    async fn compare(&self, store: &Store) -> Result<(), StorageError> {
        let (database, took) = store.clock().await?;
        let distance = distance(self.machine.now(), database, took);
        let took = i64::try_from(took.as_millis()).unwrap_or(i64::MAX);
        let before = self.offset.load(Ordering::Relaxed);
        if (distance - before).abs() <= TOLERANCE_MS + took {
            return Ok(());
        }
        // Within the tolerance the machine's own clock is as good.
        let offset = if distance.abs() <= TOLERANCE_MS { 0 } else { distance };
        self.offset.store(offset, Ordering::Relaxed);
        tracing::warn!(
            offset_ms = offset,
            "this machine's clock differs from the database's, by which this node works now; \
             `omni doctor` compares them"
        );
        Ok(())
    }
}

/// How far ahead the database's clock is, ms. It answered just now, after `took`, and read its clock in
/// the middle of that; what precedes the question (a connection of the pool) is not in it.
fn distance(machine: Timestamp, database: Timestamp, took: Duration) -> i64 {
    let took = i64::try_from(took.as_millis()).unwrap_or(i64::MAX);
    database.0.saturating_add(took / 2).saturating_sub(machine.0)
}

/// The time of a node: on Postgres corrected by the database's clock.
pub(crate) async fn shared(env: Env, store: &Store) -> (Env, Option<Arc<SharedClock>>) {
    if store.engine() == Engine::Sqlite {
        return (env, None);
    }
    let clock = Arc::new(SharedClock { machine: env.clock, offset: AtomicI64::new(0) });
    if let Err(error) = clock.compare(store).await {
        tracing::warn!(%error, "the database's clock cannot be read");
    }
    let shared: Arc<dyn Clock> = Arc::<SharedClock>::clone(&clock);
    // What is queued in a chat is ordered by ids: those of all nodes have the same time in them.
    let ids = Arc::new(UuidV7At::new(Arc::clone(&shared)));
    (Env { clock: shared, ids }, Some(clock))
}

/// Compares the clocks until the server stops.
pub(crate) async fn keep_compared(
    clock: Arc<SharedClock>,
    store: Store,
    stopping: CancellationToken,
) {
    while stopping.run_until_cancelled(tokio::time::sleep(COMPARE_EVERY)).await.is_some() {
        if let Err(error) = clock.compare(&store).await {
            tracing::debug!(%error, "the database's clock cannot be read");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::shared;
    use omni_domain::{Clock, Env, Timestamp};
    use omni_testing::Database;
    use std::sync::Arc;
    use std::time::Duration;

    /// A machine whose clock is ahead.
    #[derive(Debug)]
    struct Ahead(i64);

    impl Clock for Ahead {
        fn now(&self) -> Timestamp {
            Timestamp(Env::system().now().0 + self.0)
        }
    }

    #[tokio::test]
    async fn nodes_whose_clocks_are_ten_seconds_apart_have_one_time() {
        let database = Database::postgres().await;
        let store = database.open().await;
        let mut times = Vec::new();
        for ahead in [-10_000, 10_000] {
            let env = Env { clock: Arc::new(Ahead(ahead)), ids: Env::system().ids };
            let (env, clock) = shared(env, &store).await;
            assert!(clock.is_some());
            times.push(env.now());
        }
        let apart = times[0].since(times[1]).max(times[1].since(times[0]));
        assert!(apart < Duration::from_secs(5), "{apart:?}");
        store.close().await;
        database.remove().await;
    }
}
