//! What each node keeps in memory of keys, sessions of users and access rules, so that a change that is
//! made on one node holds on all of them when it is answered.
//!
//! The node that has changed something asks all others that are alive, in their rows, to drop what they
//! keep, and waits until each has confirmed that. The bus only makes them look sooner; each looks whenever
//! it renews its row. A node relies on what it keeps
//! - while its row is valid: one that is not counted any more reads everything again;
//! - from one lease after it has joined others, which may not count it before;
//! - for `cluster.cache` at most, which is also the longest wait.

use crate::app::App;
use crate::error::Error;
use omni_bus::Topic;
use omni_storage::{AskedNodes, Engine, Peers};
use std::sync::{PoisonError, RwLock};
use std::time::{Duration, Instant};

/// Confirmations are looked for this often, if no wake-up reports one.
const POLL: Duration = Duration::from_millis(100);
/// How long the database may take for one of these statements.
const LIMIT: Duration = Duration::from_secs(1);

/// Whether this process may rely on what it keeps, and whether others are to be asked.
#[derive(Debug)]
pub struct Caches {
    keep: Duration,
    is_shared: bool,
    standing: RwLock<Standing>,
}

/// This process among those that share the database.
#[derive(Debug, Clone, Copy, Default)]
struct Standing {
    /// It is counted by the others until then.
    alive_until: Option<Instant>,
    /// All others count it from then on.
    keeps_from: Option<Instant>,
    /// Until then any other one would keep nothing.
    alone_until: Option<Instant>,
    /// It is counted no more.
    has_left: bool,
}

impl Caches {
    /// What is kept is relied on for `keep`.
    pub(crate) fn new(keep: Duration, engine: Engine) -> Self {
        Self { keep, is_shared: engine == Engine::Postgres, standing: RwLock::default() }
    }

    fn standing(&self) -> Standing {
        *self.standing.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether what is read now may be kept.
    pub fn keeps(&self) -> bool {
        if !self.is_shared {
            return true;
        }
        let (now, standing) = (Instant::now(), self.standing());
        standing.alive_until.is_some_and(|until| now < until)
            && standing.keeps_from.is_some_and(|from| now >= from)
    }

    /// How long what is kept is relied on, at present.
    pub(crate) fn keep(&self) -> Duration {
        if self.keeps() { self.keep } else { Duration::ZERO }
    }

    /// Whether another process may keep something.
    fn has_others(&self) -> bool {
        let is_alone = |until: Instant| Instant::now() < until;
        self.is_shared && !self.standing().alone_until.is_some_and(is_alone)
    }

    /// This process reported at `began` that it is alive, for the time of a lease, and `others` were. Calls
    /// `forget` if it was not counted before: it was not asked meanwhile.
    fn renew(&self, began: Instant, lease: Duration, others: i64, forget: impl FnOnce()) {
        let mut standing = self.standing.write().unwrap_or_else(PoisonError::into_inner);
        if standing.has_left {
            return;
        }
        let now = Instant::now();
        let is_alone = others == 0;
        if standing.alive_until.is_none_or(|until| now >= until) {
            forget();
            standing.keeps_from = Some(if is_alone { now } else { now + lease });
        }
        standing.alive_until = Some(began + lease);
        standing.alone_until = is_alone.then(|| began + lease);
    }

    /// This process is about to be counted no more.
    pub(crate) fn leave(&self) {
        let left = Standing { has_left: true, ..Standing::default() };
        *self.standing.write().unwrap_or_else(PoisonError::into_inner) = left;
    }
}

fn forget(app: &App) {
    app.key_cache.clear();
    app.rule_cache.clear();
}

/// This process reported at `began` that it is alive, and read this of the others.
pub(crate) async fn renewed(app: &App, began: Instant, peers: Peers) {
    app.caches.renew(began, app.config.sessions.lease, peers.others, || forget(app));
    if let Err(error) = confirm(app, peers).await {
        tracing::warn!(%error, "a change cannot be confirmed to other nodes; trying again");
    }
}

/// Confirms what other nodes ask for until the server stops.
pub(crate) async fn follow(app: App) {
    if !app.caches.is_shared {
        return;
    }
    let mut asked = app.bus.wakeups(Topic::Caches);
    let stopping = app.sessions.stopping();
    loop {
        tokio::select! {
            () = stopping.cancelled() => return,
            change = asked.next() => if change.is_none() { return },
        }
        if let Err(error) = look(&app).await {
            tracing::warn!(%error, "a change cannot be confirmed to other nodes; trying again");
        }
    }
}

async fn look(app: &App) -> Result<(), Error> {
    let id = app.node.clone();
    let peers = app
        .store
        .write_aside(LIMIT, move |tx| Box::pin(async move { tx.peers(&id, None).await }))
        .await?;
    match peers {
        Some(peers) => confirm(app, peers).await,
        None => Ok(()),
    }
}

async fn confirm(app: &App, peers: Peers) -> Result<(), Error> {
    if peers.dropped >= peers.asked {
        return Ok(());
    }
    forget(app);
    let (id, asked) = (app.node.clone(), peers.asked);
    app.store
        .write_aside(LIMIT, move |tx| Box::pin(async move { tx.confirm_caches(&id, asked).await }))
        .await?;
    app.bus.wake(Topic::Replies);
    Ok(())
}

/// Makes a change that is committed hold on every other node: waits until each that is alive has dropped
/// what it keeps, or until what it may keep has expired. Without other nodes it returns at once.
pub(crate) async fn drop_elsewhere(app: &App) {
    if !app.caches.has_others() {
        return;
    }
    let until = Instant::now() + app.caches.keep;
    let mut answered = app.bus.wakeups(Topic::Replies);
    let mut asked = None;
    loop {
        match is_dropped(app, &mut asked).await {
            Ok(true) => return,
            Ok(false) => {}
            Err(error) => {
                tracing::warn!(%error, "other nodes cannot be asked to apply a change; trying again");
            }
        }
        let left = until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            break;
        }
        let woken = async {
            if answered.next().await.is_none() {
                // The bus is closed: the server stops.
                std::future::pending::<()>().await;
            }
        };
        let _ = tokio::time::timeout(POLL.min(left), woken).await;
    }
    tracing::warn!("a node has not confirmed a change; what it had kept has expired");
}

/// Asks the other nodes, and later whether all of them have confirmed.
async fn is_dropped(app: &App, asked: &mut Option<AskedNodes>) -> Result<bool, Error> {
    if let Some(nodes) = asked.clone() {
        let confirmed = app.store.write_aside(LIMIT, move |tx| {
            Box::pin(async move { tx.caches_confirmed(&nodes, None).await })
        });
        return Ok(confirmed.await?);
    }
    let id = app.node.clone();
    let nodes = app
        .store
        .write_aside(LIMIT, move |tx| Box::pin(async move { tx.ask_caches(&id, None).await }))
        .await?;
    app.bus.wake(Topic::Caches);
    Ok(asked.insert(nodes).is_empty())
}

#[cfg(test)]
mod tests {
    use super::Caches;
    use omni_storage::Engine;
    use std::time::{Duration, Instant};

    const KEEP: Duration = Duration::from_secs(5);
    const LEASE: Duration = Duration::from_secs(6);

    /// Reports that it is alive; whether it had to forget.
    fn renew(caches: &Caches, began: Instant, others: i64) -> bool {
        let mut forgot = false;
        caches.renew(began, LEASE, others, || forgot = true);
        forgot
    }

    #[test]
    fn one_process_relies_on_what_it_keeps_and_asks_no_one() {
        let caches = Caches::new(KEEP, Engine::Sqlite);
        assert_eq!(caches.keep(), KEEP);
        assert!(!caches.has_others());
    }

    #[test]
    fn a_node_keeps_nothing_before_it_is_counted_and_after_its_lease() {
        let caches = Caches::new(KEEP, Engine::Postgres);
        assert_eq!(caches.keep(), Duration::ZERO);
        assert!(caches.has_others(), "until its rows are read");
        let now = Instant::now();
        assert!(renew(&caches, now, 0));
        assert_eq!(caches.keep(), KEEP);
        assert!(!caches.has_others());
        assert!(!renew(&caches, now, 1), "it was counted all the time");
        assert!(caches.has_others());
        assert_eq!(caches.keep(), KEEP);

        // Its report took longer than its lease.
        let late = now.checked_sub(LEASE).expect("a time");
        renew(&caches, late, 0);
        assert_eq!(caches.keep(), Duration::ZERO);
        assert!(caches.has_others());
        assert!(renew(&caches, now, 0), "it was not asked meanwhile");
        caches.leave();
        assert!(!renew(&caches, now, 0), "a report that was on its way");
        assert_eq!(caches.keep(), Duration::ZERO);
    }

    #[test]
    fn a_node_that_joins_others_keeps_nothing_until_all_count_it() {
        let caches = Caches::new(KEEP, Engine::Postgres);
        renew(&caches, Instant::now(), 1);
        assert!(!caches.keeps());
        renew(&caches, Instant::now(), 1);
        assert!(!caches.keeps(), "not sooner for another report");
    }
}
