//! Comparing the instances of this process with the database, where other nodes share it: which are
//! new, changed or gone, who owns each, and which of them this node acquires or hands over.

use super::account_limits;
use super::lease::{self, lease_name};
use super::live::{Elsewhere, Live};
use super::mirror::{self, Reported};
use super::share::{self, Item};
use super::{is_shared, nodes, stop, supervised};
use crate::app::App;
use crate::error::Error;
use crate::system::NodeView;
use omni_bus::Topic;
use omni_channel::Evidence;
use omni_domain::Timestamp;
use omni_domain::ids::InstanceId;
use omni_domain::instance::{ChannelType, ConnectionState, Instance};
use omni_storage::{Lease, Node, Survey};
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, PoisonError};
use std::time::{Duration, Instant};

/// Wake-ups within this time count as one.
const GATHER: Duration = Duration::from_millis(50);
/// A session that is handed over is closed by then, or this node keeps it.
const CLOSE_WAIT: Duration = Duration::from_secs(30);
/// An instance that was handed over is acquired by then, or the next one goes anyway.
const HAND_OVER_WAIT: Duration = Duration::from_secs(5);
/// Requests of nodes that are gone are removed this often.
const CLEAN_EVERY: Duration = Duration::from_mins(1);

/// What was found the last time.
#[derive(Debug, Default)]
pub(super) struct Known {
    versions: HashMap<InstanceId, (i64, i64)>,
    revisions: HashMap<InstanceId, i64>,
    /// The states that other nodes report.
    reported: HashMap<InstanceId, Reported>,
    /// The instance that was handed over last, and when.
    handed_over: Option<(InstanceId, Instant)>,
    cleaned: Option<Instant>,
}

/// Compares at every wake-up, when a lease of another node ends without having been renewed, and at least
/// once per `cluster.poll`, until the server stops.
pub(super) async fn keep_reconciled(app: App) {
    let mut woken = app.bus.wakeups(Topic::Sessions);
    let mut took = Duration::ZERO;
    loop {
        let due = next(&app);
        tokio::select! {
            () = app.sessions.stop.cancelled() => return,
            change = woken.next() => if change.is_none() { return },
            () = tokio::time::sleep_until(due.into()) => {}
        }
        // Half of the time at most, however often instances change.
        let pause = tokio::time::sleep(GATHER.max(took));
        if app.sessions.stop.run_until_cancelled(pause).await.is_none() {
            return;
        }
        let began = Instant::now();
        if let Err(error) = reconcile(&app).await {
            tracing::warn!(%error, "the instances could not be compared with the database");
        }
        took = began.elapsed();
    }
}

/// When to compare without a wake-up. The leases of a node that is alive are renewed long before they end,
/// so that their ends make it no more frequent.
fn next(app: &App) -> Instant {
    let poll = app.config.cluster.poll.mul_f64(rand::random_range(0.8..=1.2));
    let all = app.sessions.all().into_iter();
    let ends = all.filter_map(|live| live.elsewhere_until()).min();
    let poll = Instant::now() + poll;
    ends.map_or(poll, |end| end.min(poll))
}

/// The session of an instance, as far as this process has it: one that another node has just made
/// is looked for.
pub(crate) async fn find(app: &App, id: InstanceId) -> Result<Option<Arc<Live>>, Error> {
    if let Some(live) = app.sessions.get(id) {
        return Ok(Some(live));
    }
    if !is_shared(app) || !app.store.instance_by_id(id).await?.is_some_and(|found| found.wanted) {
        return Ok(None);
    }
    reconcile(app).await?;
    Ok(app.sessions.get(id))
}

/// Reads what another node reports of its instance, unless the QR that the instance offers until then is
/// known here. The owner reports the QR before the event of it is in the log.
pub(crate) async fn follow_qr(app: &App, id: InstanceId, expires_at: Timestamp) {
    if expires_at <= app.env.now() {
        return;
    }
    let live = app.sessions.get(id);
    let is_known = live.is_some_and(|live| {
        live.is_held() || live.status().qr.is_some_and(|qr| qr.expires_at == expires_at)
    });
    if is_known {
        return;
    }
    if let Err(error) = reconcile(app).await {
        tracing::warn!(instance.id = %id, %error, "the QR of another node's instance cannot be read");
    }
}

/// Compares now.
pub(crate) async fn reconcile(app: &App) -> Result<(), Error> {
    if !app.sessions.follows.load(std::sync::atomic::Ordering::Acquire) {
        return Ok(());
    }
    let mut known = app.sessions.known.lock().await;
    let asked = Instant::now();
    let limit = lease::limit(app);
    let survey =
        app.store.write_aside(limit, |tx| Box::pin(async move { tx.survey(None).await })).await?;
    let leases = valid_leases(&survey);
    app.sessions.changed();
    end_unwanted(app, &survey);
    follow_changes(app, &survey, &mut known).await?;
    follow_owners(app, &survey, &leases, asked, &mut known).await?;
    follow_nodes(app, &survey, &leases);
    if !app.sessions.stop.is_cancelled() {
        apply_plan(app, &survey, &leases, &mut known);
    }
    clean(app, &mut known).await?;
    Ok(())
}

fn valid_leases(survey: &Survey) -> HashMap<&str, &Lease> {
    let valid = survey.leases.iter().filter(|lease| lease.expires_at > survey.now);
    valid.map(|lease| (lease.name.as_str(), lease)).collect()
}

/// Ends the sessions of instances that are disconnected or deleted.
fn end_unwanted(app: &App, survey: &Survey) {
    let wanted: HashSet<InstanceId> = survey.wanted.iter().map(|wanted| wanted.id).collect();
    for live in app.sessions.all() {
        if !wanted.contains(&live.id)
            && !live.ending.swap(true, std::sync::atomic::Ordering::AcqRel)
        {
            app.sessions.spawn(end_if_unwanted(app.clone(), live));
        }
    }
}

async fn end_if_unwanted(app: App, live: Arc<Live>) {
    // Read again: it may have been connected since.
    match app.store.instance_by_id(live.id).await {
        Ok(Some(instance)) if instance.wanted => {}
        Ok(Some(_)) => stop(&app, live.id).await,
        Ok(None) => {
            live.unlink().await;
            stop(&app, live.id).await;
            app.ingest.drop_instance(live.id);
        }
        Err(error) => tracing::warn!(instance.id = %live.id, %error, "an instance cannot be read"),
    }
    live.ending.store(false, std::sync::atomic::Ordering::Release);
}

/// Supervises instances that are new, and applies changed settings.
async fn follow_changes(app: &App, survey: &Survey, known: &mut Known) -> Result<(), Error> {
    let is_changed = |id: &InstanceId, version: &(i64, i64)| {
        known.versions.get(id) != Some(version) || app.sessions.get(*id).is_none()
    };
    let wanted = survey.wanted.iter();
    let changed: Vec<InstanceId> =
        wanted.filter(|one| is_changed(&one.id, &one.version)).map(|one| one.id).collect();
    for instance in app.store.instances_by_ids(&changed).await? {
        apply(app, &instance);
    }
    known.versions = survey.wanted.iter().map(|one| (one.id, one.version)).collect();
    Ok(())
}

fn apply(app: &App, instance: &Instance) {
    match app.sessions.get(instance.id) {
        Some(live) => account_limits::refresh(app, &live, instance),
        None if instance.wanted && !app.sessions.stop.is_cancelled() => {
            supervised(app, instance);
        }
        None => {}
    }
}

/// Shows what the owners report of the instances that other nodes own.
async fn follow_owners(
    app: &App,
    survey: &Survey,
    leases: &HashMap<&str, &Lease>,
    asked: Instant,
    known: &mut Known,
) -> Result<(), Error> {
    let (own, others): (Vec<Arc<Live>>, Vec<Arc<Live>>) =
        app.sessions.all().into_iter().partition(|live| live.is_held());
    let stored: HashMap<InstanceId, i64> = survey.revisions.iter().copied().collect();
    for live in &own {
        mirror::repeat_lost(app, live, stored.get(&live.id).copied());
    }
    read_reports(app, survey, &others, known).await?;
    for live in others {
        let lease = leases.get(lease_name(live.id).as_str()).filter(|one| one.owner != app.node);
        let Some(lease) = lease else {
            live.set_elsewhere(None);
            continue;
        };
        let left = lease.expires_at.since(survey.now);
        let report = known.reported.get(&live.id).filter(|report| report.epoch == lease.epoch);
        let status = report.map(|report| report.status(app, live.id));
        live.set_elsewhere(Some(Elsewhere {
            node: lease.owner.clone(),
            until: asked + left,
            is_alive: report.is_some_and(|report| report.is_alive),
            evidence: report.map_or_else(Evidence::default, |one| one.evidence.clone().into()),
        }));
        if let Some(status) = status.or_else(|| acquired(app, &live)) {
            live.show(status);
        }
    }
    Ok(())
}

/// The status of an instance that a node has acquired and not reported yet; `None` if that is shown.
fn acquired(app: &App, live: &Live) -> Option<super::LiveStatus> {
    let status = live.status();
    let links = status.qr.is_some() || status.pairing_code.is_some() || status.passkey.is_some();
    let is_open = status.state == ConnectionState::Connected || links;
    is_open.then(|| super::LiveStatus {
        state: ConnectionState::Reconnecting,
        since: app.env.now(),
        message: Some("another node owns this instance now and connects it".to_owned()),
        qr: None,
        pairing_code: None,
        passkey: None,
        connected_at: None,
        ..status
    })
}

/// Reads the reports that have changed.
async fn read_reports(
    app: &App,
    survey: &Survey,
    others: &[Arc<Live>],
    known: &mut Known,
) -> Result<(), Error> {
    let revisions: HashMap<InstanceId, i64> = survey.revisions.iter().copied().collect();
    let changed: Vec<InstanceId> = others
        .iter()
        .map(|live| live.id)
        .filter(|id| revisions.contains_key(id) && revisions.get(id) != known.revisions.get(id))
        .collect();
    for (id, revision, status) in app.store.session_states(&changed).await? {
        known.revisions.insert(id, revision);
        if let Some(report) = Reported::read(&status) {
            known.reported.insert(id, report);
        }
    }
    known.revisions.retain(|id, _| revisions.contains_key(id));
    known.reported.retain(|id, _| revisions.contains_key(id));
    Ok(())
}

fn follow_nodes(app: &App, survey: &Survey, leases: &HashMap<&str, &Lease>) {
    let mut owned: HashMap<&str, usize> = HashMap::new();
    for wanted in &survey.wanted {
        if let Some(lease) = leases.get(lease_name(wanted.id).as_str()) {
            *owned.entry(lease.owner.as_str()).or_default() += 1;
        }
    }
    let view = survey.nodes.iter().map(|node| NodeView {
        instances: owned.get(node.id.as_str()).copied().unwrap_or_default(),
        node: node.clone(),
    });
    let view: Vec<NodeView> = view.collect();
    *app.sessions.nodes.write().unwrap_or_else(PoisonError::into_inner) = view;
}

/// Acquires free instances up to this node's share, and hands over one of a surplus.
fn apply_plan(app: &App, survey: &Survey, leases: &HashMap<&str, &Lease>, known: &mut Known) {
    // What the row of this node has about its channels may be as old as the last renewal.
    let own_channels = nodes::channels(app);
    let shared = |node| with_channels(app, node, &own_channels);
    let nodes: Vec<share::Node<'_>> = survey.nodes.iter().map(shared).collect();
    let owner = |id| leases.get(lease_name(id).as_str()).map(|lease| lease.owner.as_str());
    let items: Vec<Item<'_>> = survey
        .wanted
        .iter()
        .map(|one| Item { id: one.id, channel: one.channel, owner: owner(one.id) })
        .collect();
    let plan = share::plan(&app.node, &nodes, &items);
    let leaving = known.handed_over.filter(|(id, at)| is_leaving(app, owner(*id), *at));
    known.handed_over = leaving;
    // A lease of this node without a session here was held by the process before.
    let own = items.iter().filter(|item| item.owner == Some(&app.node)).map(|item| item.id);
    let leaving = leaving.map(|(id, _)| id);
    for id in plan.claim.iter().copied().chain(own).filter(|id| leaving != Some(*id)) {
        if let Some(live) = app.sessions.get(id)
            && !app.sessions.is_stopped(live.meta().channel)
        {
            live.claim();
        }
    }
    if leaving.is_some() {
        return;
    }
    let mut surplus = plan.surplus.iter().filter_map(|id| app.sessions.get(*id));
    let Some(live) = surplus.find(|live| is_movable(live)) else { return };
    tracing::info!(instance.id = %live.id, "handing an instance over to another node");
    known.handed_over = Some((live.id, Instant::now()));
    live.hand_over();
}

fn with_channels<'a>(
    app: &App,
    node: &'a Node,
    own_channels: &'a [ChannelType],
) -> share::Node<'a> {
    let channels = if node.id == app.node { own_channels } else { &node.channels };
    share::Node { id: &node.id, channels }
}

/// Whether an instance that was handed over at `at` is still on its way to another node.
fn is_leaving(app: &App, owner: Option<&str>, at: Instant) -> bool {
    match owner {
        Some(owner) if owner == app.node => at.elapsed() < CLOSE_WAIT,
        Some(_) => false,
        None => at.elapsed() < HAND_OVER_WAIT,
    }
}

/// Whether it may be handed over: a QR that a person is about to scan would become void, and so would
/// the challenge that a passkey is to sign.
fn is_movable(live: &Live) -> bool {
    use ConnectionState::{AwaitingPairing, Connecting, PasskeyRequired};
    let state = live.status().state;
    live.is_held() && !matches!(state, AwaitingPairing | Connecting | PasskeyRequired)
}

/// Removes what nodes that ended have left behind.
async fn clean(app: &App, known: &mut Known) -> Result<(), Error> {
    if known.cleaned.is_some_and(|at| at.elapsed() < CLEAN_EVERY) {
        return Ok(());
    }
    known.cleaned = Some(Instant::now());
    let removed = app.store.write_aside(lease::limit(app), |tx| {
        Box::pin(async move { tx.delete_old_node_requests(None, CLEAN_EVERY).await })
    });
    removed.await?;
    Ok(())
}
