//! Distributes the log as it is written, and gives each endpoint's task what is new.

use super::endpoint;
use super::lanes::Lanes;
use super::line::Line;
use omni_app::App;
use omni_app::webhooks::{Distributor, Fresh, Past, Step};
use omni_bus::{RecvError, Subscription, Topic, Wakeups};
use omni_domain::ids::WebhookEndpointId;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// Looks at least this often: a wake-up may be lost, an event may not.
const POLL: Duration = Duration::from_secs(1);
/// While the past is delivered as fast as an endpoint takes it, or deliveries to endpoints that fail are
/// written: meanwhile the others' requests are sent.
const POLL_SOON: Duration = Duration::from_millis(25);
/// Deliveries that wait are looked for at least this often.
const LOOK: Duration = Duration::from_secs(30);
const AFTER_ERROR: Duration = Duration::from_millis(500);

struct Endpoints {
    app: App,
    lanes: Arc<Lanes>,
    tasks: TaskTracker,
    stop: CancellationToken,
    lines: HashMap<WebhookEndpointId, Arc<Line>>,
    revision: Option<i64>,
    /// Deliveries may wait that this process has not seen: of an earlier owner, or replayed.
    look_at_all: bool,
    /// How soon to look again without a wake-up.
    poll: Duration,
}

pub(super) async fn run(app: App, tasks: TaskTracker, stop: CancellationToken) {
    // Subscribed before the first look, so that nothing in between is missed.
    let mut events = app.bus.subscribe();
    let mut wakeups = app.bus.wakeups(Topic::Webhooks);
    let mut endpoints = Endpoints {
        lanes: Arc::new(Lanes::new(&app)),
        app: app.clone(),
        tasks,
        stop: stop.clone(),
        lines: HashMap::new(),
        revision: None,
        look_at_all: true,
        poll: POLL,
    };
    let mut log = (Distributor::default(), Past::default());
    let mut looked = Instant::now();
    while !stop.is_cancelled() {
        if looked.elapsed() >= LOOK {
            endpoints.look_at_all = true;
        }
        if endpoints.look_at_all {
            looked = Instant::now();
        }
        match round(&app, &mut log, &mut endpoints).await {
            Ok(true) => {}
            Ok(false) => {
                let poll = endpoints.poll;
                endpoints.look_at_all = wait(&stop, &mut events, &mut wakeups, poll).await;
            }
            Err(error) => {
                tracing::warn!(%error, "events could not be distributed to webhooks");
                // Deliveries may be written that no task was given.
                endpoints.look_at_all = true;
                super::pause(&stop, AFTER_ERROR).await;
            }
        }
    }
}

/// One look at what is new, and at the past; whether there may be more at once.
async fn round(
    app: &App,
    (distributor, past): &mut (Distributor, Past),
    endpoints: &mut Endpoints,
) -> Result<bool, omni_app::Error> {
    let step = distributor.step(app, &endpoints.failing()).await?;
    let Step { fresh, mut has_more, waits, revision } = step;
    endpoints.at(revision);
    for fresh in fresh {
        endpoints.push(fresh);
    }
    let past = past.step(app).await?;
    has_more |= past.has_more;
    endpoints.poll = if past.waits || waits { POLL_SOON } else { POLL };
    for id in past.endpoints {
        endpoints.look(id);
    }
    if endpoints.look_at_all {
        endpoints.resume().await?;
    }
    Ok(has_more)
}

/// Waits until there may be something new; whether that may be old deliveries.
async fn wait(
    stop: &CancellationToken,
    events: &mut Subscription,
    wakeups: &mut Wakeups,
    poll: Duration,
) -> bool {
    let stored = async {
        loop {
            match events.recv().await {
                Ok(event) if event.seq == 0 => {}
                Ok(_) | Err(RecvError::Lagged(_)) => return,
                // The process ends.
                Err(RecvError::Closed) => std::future::pending().await,
            }
        }
    };
    tokio::select! {
        () = stop.cancelled() => false,
        () = stored => false,
        Some(()) = wakeups.next() => true,
        () = tokio::time::sleep(poll) => false,
    }
}

impl Endpoints {
    /// Continues what waits, whatever made it wait.
    async fn resume(&mut self) -> Result<(), omni_app::Error> {
        for id in self.app.store.waiting_webhook_endpoints().await? {
            self.look(id);
        }
        self.look_at_all = false;
        Ok(())
    }

    /// Those whose deliveries may wait for the others'.
    fn failing(&self) -> BTreeSet<WebhookEndpointId> {
        let failing = self.lines.iter().filter(|(_, line)| line.is_failing());
        failing.map(|(id, _)| *id).collect()
    }

    /// Every task looks at its endpoint again when one has changed.
    fn at(&mut self, revision: i64) {
        if self.revision.replace(revision) == Some(revision) {
            return;
        }
        self.look_at_all = true;
        self.lines.retain(|_, line| {
            line.add(|news, _| {
                news.changed = true;
                news.behind = true;
            })
        });
    }

    fn push(&mut self, fresh: Fresh) {
        let id = fresh.delivery.endpoint_id;
        if !self.line(id).push(fresh) {
            // Its task has ended: the endpoint was disabled or deleted, and is active again.
            self.lines.remove(&id);
            self.look(id);
        }
    }

    /// The endpoint has deliveries in the database.
    fn look(&mut self, id: WebhookEndpointId) {
        if !self.line(id).add(|news, _| news.behind = true) {
            self.lines.remove(&id);
            self.line(id).add(|news, _| news.behind = true);
        }
    }

    fn line(&mut self, id: WebhookEndpointId) -> Arc<Line> {
        let known = self.lines.get(&id);
        if let Some(line) = known {
            return Arc::clone(line);
        }
        let line = Arc::new(Line::new(self.app.config.webhooks.window.max(1)));
        let task = endpoint::run(
            self.app.clone(),
            id,
            Arc::clone(&line),
            Arc::clone(&self.lanes),
            self.stop.clone(),
        );
        self.tasks.spawn(task);
        self.lines.insert(id, Arc::clone(&line));
        line
    }
}
