//! Every number receives, and every node is asked to send.

use super::super::harness::KEY;
use super::log::Log;
use super::nodes::Number;
use anyhow::{Context, Result, ensure};
use omni_domain::Env;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

/// All numbers together exchange a message each way so often.
const PACE: Duration = Duration::from_millis(25);
/// A client gives a node up after this, and asks the next one.
const PATIENCE: Duration = Duration::from_secs(2);
/// Longest wait until every number has received again.
const LIMIT: Duration = Duration::from_secs(90);

/// What was exchanged in a round.
pub(super) struct Exchanged {
    /// The longest time from sending a message to a number until it was stored.
    pub(super) gap: Duration,
    pub(super) received: usize,
    /// The accepted sends of each number.
    pub(super) sent: Vec<(Arc<Number>, Vec<String>)>,
}

/// The traffic of a round, until it is ended.
pub(super) struct Traffic {
    stop: CancellationToken,
    receiving: JoinSet<Result<(Duration, usize)>>,
    sending: JoinSet<Result<(Arc<Number>, Vec<String>)>>,
    /// When the last message that is stored was sent, for each number.
    passed: Vec<watch::Receiver<Instant>>,
}

impl Traffic {
    pub(super) fn start(
        numbers: &[Arc<Number>],
        urls: &[String],
        log: &Arc<Log>,
        round: usize,
    ) -> Result<Self> {
        let http = reqwest::Client::builder().no_proxy().timeout(PATIENCE).build()?;
        let pace = PACE * u32::try_from(numbers.len())?;
        let mut traffic = Self {
            stop: CancellationToken::new(),
            receiving: JoinSet::new(),
            sending: JoinSet::new(),
            passed: Vec::new(),
        };
        for number in numbers {
            let (passed, follow) = watch::channel(Instant::now());
            traffic.passed.push(follow);
            let way = Way { number: Arc::clone(number), round, pace, stop: traffic.stop.clone() };
            traffic.receiving.spawn(receive(way.clone(), Arc::clone(log), passed));
            traffic.sending.spawn(send(way, http.clone(), urls.to_vec()));
        }
        Ok(traffic)
    }

    /// Waits until every number has received a message that was sent from now on.
    pub(super) async fn all_receive(&self) -> Result<()> {
        let now = Instant::now();
        let each = self.passed.iter().map(|passed| {
            let mut passed = passed.clone();
            async move { passed.wait_for(|sent_at| *sent_at > now).await.map(drop) }
        });
        let all = futures::future::try_join_all(each);
        // A task that failed says why at the end.
        let _ = tokio::time::timeout(LIMIT, all).await.context("a number receives nothing")?;
        Ok(())
    }

    /// Ends it.
    pub(super) async fn end(mut self) -> Result<Exchanged> {
        self.stop.cancel();
        let mut exchanged = Exchanged { gap: Duration::ZERO, received: 0, sent: Vec::new() };
        while let Some(ended) = self.receiving.join_next().await {
            let (gap, count) = ended??;
            exchanged.gap = exchanged.gap.max(gap);
            exchanged.received += count;
        }
        while let Some(ended) = self.sending.join_next().await {
            exchanged.sent.push(ended??);
        }
        Ok(exchanged)
    }
}

#[derive(Clone)]
struct Way {
    number: Arc<Number>,
    round: usize,
    pace: Duration,
    stop: CancellationToken,
}

impl Way {
    /// Waits for the next message; `false` at the end.
    async fn goes_on(&self) -> bool {
        self.stop.run_until_cancelled(tokio::time::sleep(self.pace)).await.is_some()
    }
}

/// Writes to a number, one text after the other is stored; the longest that one took, and how many
/// there were.
async fn receive(
    way: Way,
    log: Arc<Log>,
    passed: watch::Sender<Instant>,
) -> Result<(Duration, usize)> {
    let (mut longest, mut count) = (Duration::ZERO, 0);
    while way.goes_on().await {
        let (began, sent_at) = (Instant::now(), Env::system().now());
        let text = format!("in {} {count}", way.round);
        let id = way.number.guest.send_text(way.number.own.number(), &text).await?;
        longest = longest.max(log.stored(&id).await?.since(sent_at));
        passed.send_replace(began);
        count += 1;
    }
    Ok((longest, count))
}

/// Sends from a number over every node in turn; the ids of accepted messages.
async fn send(
    way: Way,
    http: reqwest::Client,
    urls: Vec<String>,
) -> Result<(Arc<Number>, Vec<String>)> {
    let (mut accepted, mut count) = (Vec::new(), 0);
    while way.goes_on().await {
        let url = &urls[count % urls.len()];
        let text = format!("out {} {count}", way.round);
        let number = &way.number;
        let body =
            json!({ "instanceId": number.instance, "to": number.guest.number(), "text": text });
        let request = http.post(format!("{url}/api/v2/messages")).header("x-api-key", KEY);
        let sent = request.header("prefer", "respond-async").json(&body).send().await;
        count += 1;
        // A node that is away accepts nothing, as far as its client knows.
        let Ok(answer) = sent else { continue };
        let status = answer.status().as_u16();
        let body: Value = answer.json().await.unwrap_or(Value::Null);
        match body["messageId"].as_str() {
            Some(id) => accepted.push(id.to_owned()),
            None => ensure!(status >= 500 || body.is_null(), "refused with {status}: {body}"),
        }
    }
    Ok((way.number, accepted))
}

/// Whether every accepted message was shown once, or failed and was not, and nothing was shown twice.
pub(super) async fn all_sent(log: &Log, sent: &[(Arc<Number>, Vec<String>)]) -> Result<()> {
    for (number, ids) in sent {
        for id in ids {
            let outcome = log.outcome(id).await?;
            let external = outcome.external_id.context("an id")?;
            if outcome.is_sent {
                let guest = &number.guest;
                guest.expect(Duration::from_secs(20), |one| one.id == external).await?;
                continue;
            }
            let shown = number.guest.received().iter().any(|one| one.id == external);
            ensure!(!shown, "failed and shown: {id}");
        }
        // A repeat has the id of the first, and is not shown. One text is one id.
        let mut texts: HashMap<String, usize> = HashMap::new();
        for one in number.guest.received().iter().filter(|one| one.repeats == 0) {
            *texts.entry(one.text().unwrap_or_default().to_owned()).or_default() += 1;
        }
        let twice: Vec<_> = texts.iter().filter(|(_, count)| **count > 1).collect();
        ensure!(twice.is_empty(), "shown twice: {twice:?}");
    }
    log.check()
}
