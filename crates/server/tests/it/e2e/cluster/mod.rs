//! Three nodes as processes on one Postgres: killed, stopped, paused, cut off from the database, and
//! their bus cut, while every number receives and every node is asked to send. Nothing is lost, shown
//! twice or sent after it has failed, and no number is away for long. A client that follows the log
//! changes nodes as they go, and misses nothing.
//!
//! Another story replaces the nodes of an earlier program, one after the other: it needs that program in
//! `OMNI_CLUSTER_EARLIER`, so it runs only where one asks for it.
//!
//! `OMNI_CLUSTER_ROUNDS` and `OMNI_CLUSTER_NUMBERS` make it longer, see `scripts/accept/cluster.sh`.

mod files;
mod latest_wins;
mod log;
mod nodes;
mod traffic;

use anyhow::{Context, Result, bail, ensure};
use log::Log;
use nodes::{Cluster, NODES};
use rand::seq::IndexedRandom as _;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::sync::Arc;
use std::time::{Duration, Instant};
use traffic::{Traffic, all_sent};

/// The gap that any number may have after a node was lost, and after one stopped.
const LOSS_GAP: Duration = Duration::from_secs(10);
const STOP_GAP: Duration = Duration::from_secs(2);
/// A third of the numbers reconnect at once within this time, on a machine that does nothing else.
const USUAL_RECONNECT: Duration = Duration::from_secs(1);
/// A takeover has about so many steps that take as much longer as a reconnect does: the leases are released
/// and taken, the numbers connect, and what waited for them is stored.
const STEPS: u32 = 4;

fn setting(name: &str, usual: usize) -> usize {
    let given = std::env::var_os(name).and_then(|text| text.to_str()?.parse().ok());
    given.unwrap_or(usual)
}

/// What happens to a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Event {
    Kill,
    Stop,
    Pause,
    LoseDatabase,
    CutBus,
}

impl Event {
    const ALL: [Self; 5] = [Self::Kill, Self::Stop, Self::Pause, Self::LoseDatabase, Self::CutBus];

    const fn limit(self) -> Duration {
        match self {
            Self::Kill | Self::Pause | Self::LoseDatabase => LOSS_GAP,
            Self::Stop | Self::CutBus => STOP_GAP,
        }
    }

    /// Does it, waits until every number receives again, brings the node back, and waits again.
    async fn happen(self, cluster: &mut Cluster, node: usize, traffic: &Traffic) -> Result<()> {
        match self {
            Self::Kill => cluster.kill(node).await?,
            Self::Stop => cluster.stop(node).await?,
            Self::Pause => cluster.pause(node).await?,
            Self::LoseDatabase => cluster.lose_database(node),
            Self::CutBus => cluster.cut_bus().await,
        }
        traffic.all_receive().await.with_context(|| format!("after {self:?}"))?;
        match self {
            Self::Kill | Self::Stop => cluster.start_node(node).await?,
            Self::Pause => cluster.resume(node).await?,
            Self::LoseDatabase => cluster.find_database(node),
            Self::CutBus => cluster.mend_bus(),
        }
        traffic.all_receive().await.with_context(|| format!("after the end of {self:?}"))
    }
}

/// How long a third of the numbers takes to connect again and receive, at this moment.
async fn reconnect(cluster: &Cluster, log: &Log) -> Result<Duration> {
    let began = Instant::now();
    let some = cluster.numbers.iter().take(cluster.numbers.len().div_ceil(NODES));
    let each = some.enumerate().map(|(turn, number)| async move {
        cluster.reconnect(turn, number).await?;
        let id = number.guest.send_text(number.own.number(), "again").await?;
        log.stored(&id).await
    });
    futures::future::try_join_all(each).await?;
    Ok(began.elapsed())
}

/// What this machine adds to a gap at present: it runs all nodes, the network and the test.
fn slack(reconnect: Duration) -> Duration {
    reconnect.saturating_sub(USUAL_RECONNECT) * STEPS
}

#[expect(clippy::print_stdout, reason = "the gaps are measured here")]
async fn one_round(
    cluster: &mut Cluster,
    log: &Arc<Log>,
    round: usize,
    event: Event,
    node: usize,
) -> Result<()> {
    cluster.all_connected().await?;
    let before = reconnect(cluster, log).await?;
    cluster.all_connected().await?;
    let traffic = Traffic::start(&cluster.numbers, &cluster.urls(), log, round)?;
    traffic.all_receive().await?;
    event.happen(cluster, node, &traffic).await?;
    let exchanged = traffic.end().await?;
    all_sent(log, &exchanged.sent).await?;
    let slack = slack(before.max(reconnect(cluster, log).await?));
    let (gap, limit) = (exchanged.gap, event.limit());
    let accepted: usize = exchanged.sent.iter().map(|(_, ids)| ids.len()).sum();
    println!(
        "round {round}: {event:?} of node {node}: longest gap {gap:.1?} (limit {limit:?} + {slack:.1?}), \
         {} received, {accepted} sent",
        exchanged.received
    );
    ensure!(gap < limit + slack, "a gap of {gap:?} after {event:?}");
    Ok(())
}

async fn story(over_nats: bool) -> Result<()> {
    let rounds = setting("OMNI_CLUSTER_ROUNDS", Event::ALL.len());
    let count = setting("OMNI_CLUSTER_NUMBERS", 30);
    let mut cluster = Cluster::start(over_nats, count).await?;
    let log = Arc::new(Log::follow(cluster.urls()));
    cluster.all_connected().await?;
    for number in cluster.numbers.iter().take(NODES) {
        files::are_shared(&cluster, number).await?;
    }
    let mut random = ChaCha8Rng::seed_from_u64(11);
    // Each event once, then any of them.
    for round in 0..rounds {
        let event = match Event::ALL.get(round) {
            Some(event) => *event,
            None => *Event::ALL.choose(&mut random).context("an event")?,
        };
        let node = random.random_range(0..NODES);
        if let Err(error) = one_round(&mut cluster, &log, round, event, node).await {
            bail!("round {round}, {event:?} of node {node}: {error:#}; logs in {}", cluster.keep());
        }
    }
    cluster.all_connected().await?;
    if let Err(error) = upgrade(&cluster, &log, rounds).await {
        bail!("the next schema: {error:#}; logs in {}", cluster.keep());
    }
    cluster.end().await
}

/// Nodes of this version go on working while one of the next version brings the schema up to date. They
/// are not started again on it.
async fn upgrade(cluster: &Cluster, log: &Arc<Log>, round: usize) -> Result<()> {
    let traffic = Traffic::start(&cluster.numbers, &cluster.urls(), log, round)?;
    traffic.all_receive().await?;
    cluster.upgrade_schema().await;
    traffic.all_receive().await?;
    let exchanged = traffic.end().await?;
    all_sent(log, &exchanged.sent).await?;
    files::are_shared(cluster, &cluster.numbers[0]).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn three_nodes_on_postgres_lose_and_double_nothing() -> Result<()> {
    story(false).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn three_nodes_over_nats_lose_and_double_nothing() -> Result<()> {
    story(true).await
}

/// The nodes of an earlier program are stopped one after the other, and started with the present one. The
/// first brings the schema up to date under the others.
async fn roll(cluster: &mut Cluster, log: &Arc<Log>) -> Result<()> {
    cluster.all_connected().await?;
    let before = reconnect(cluster, log).await?;
    cluster.all_connected().await?;
    cluster.upgrade_program();
    for node in 0..NODES {
        let traffic = Traffic::start(&cluster.numbers, &cluster.urls(), log, node)?;
        traffic.all_receive().await?;
        Event::Stop.happen(cluster, node, &traffic).await?;
        let exchanged = traffic.end().await?;
        all_sent(log, &exchanged.sent).await?;
        files::are_shared(cluster, &cluster.numbers[node]).await?;
        let slack = slack(before.max(reconnect(cluster, log).await?));
        let gap = exchanged.gap;
        ensure!(gap < STOP_GAP + slack, "a gap of {gap:?} when node {node} was replaced");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "it needs an earlier program, in OMNI_CLUSTER_EARLIER"]
async fn nodes_of_an_earlier_program_are_replaced_one_by_one() -> Result<()> {
    let earlier = std::env::var_os("OMNI_CLUSTER_EARLIER").context("an earlier program")?;
    let count = setting("OMNI_CLUSTER_NUMBERS", 12);
    let mut cluster = Cluster::of_earlier(earlier.into(), count).await?;
    let log = Arc::new(Log::follow(cluster.urls()));
    if let Err(error) = roll(&mut cluster, &log).await {
        bail!("{error:#}; logs in {}", cluster.keep());
    }
    cluster.all_connected().await?;
    cluster.end().await
}
