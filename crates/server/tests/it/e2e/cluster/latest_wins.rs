//! Of messages that are sent to one conversation at once, over several nodes, the latest is answered, also if
//! the node is killed that asks the agent.

use super::super::harness::Server;
use super::nodes::Cluster;
use anyhow::{Context, Result, bail, ensure};
use futures::future::try_join_all;
use omni_sandbox::model::Model;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

const CALLS: usize = 50;
/// The nodes that are called.
const CALLED: usize = 2;
const LIMIT: Duration = Duration::from_mins(1);
const POLL: Duration = Duration::from_millis(50);

/// An entry point, and a conversation with one answer.
struct Talk {
    cluster: Cluster,
    model: Model,
    key: String,
    execute: String,
    conversation: String,
}

/// An execution as the API for managing lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Listed {
    seq: u64,
    id: String,
    status: String,
    response: Option<String>,
}

impl Talk {
    async fn start() -> Result<Self> {
        let cluster = Cluster::start(false, 0).await?;
        let model = Model::start(0).await?;
        let server = cluster.server(0)?;
        let agent = json!({ "type": "openai", "apiUrl": model.url(), "agentId": "sandbox" });
        let new = json!({ "name": "bot", "channel": "api", "agent": agent });
        let bot = text(&made(server, "/api/v2/instances", new).await?, "id")?;
        made(server, &format!("/api/v2/instances/{bot}/connect"), json!({})).await?;
        let point = made(server, "/api/v2/entry-points", json!({ "name": "support" })).await?;
        let attendants = format!("/api/v2/entry-points/{}/attendants", text(&point, "id")?);
        made(server, &attendants, json!({ "instanceId": bot })).await?;
        let rotated = made(server, "/api/v2/entry-points/key/rotate", json!({})).await?;
        let mut talk = Self {
            key: text(&rotated, "key")?,
            execute: format!("/v1/entry-points/{}/execute", text(&point, "publicId")?),
            conversation: String::new(),
            cluster,
            model,
        };
        for server in talk.cluster.running() {
            is_connected(server, &bot).await?;
        }
        let first = talk.call(0, "begin").await?;
        talk.conversation = text(&first, "conversationId")?;
        talk.ends(1).await?;
        Ok(talk)
    }

    /// Sends a message over a node. The answer, which is 202.
    async fn call(&self, node: usize, message: &str) -> Result<Value> {
        let server = self.cluster.server(node)?;
        let mut body = json!({ "message": message });
        if !self.conversation.is_empty() {
            body["conversationId"] = json!(self.conversation);
        }
        let request = server.http.post(format!("{}{}", server.url, self.execute));
        let answer = request.header("x-api-key", &self.key).json(&body).send().await?;
        let status = answer.status();
        let body: Value = serde_json::from_slice(&answer.bytes().await?)?;
        ensure!(status == 202, "{status}: {body}");
        ensure!(body["status"] == "queued", "{body}");
        Ok(body)
    }

    /// All calls at once, each to the next node. No agent answers meanwhile.
    async fn all_at_once(&self) -> Result<()> {
        self.model.set_held(true);
        let messages: Vec<String> = (0..CALLS).map(|number| format!("message {number}")).collect();
        let calls = messages.iter().enumerate();
        let calls = calls.map(|(number, message)| self.call(number % CALLED, message));
        for accepted in try_join_all(calls).await? {
            ensure!(accepted["conversationId"] == self.conversation.as_str(), "{accepted}");
        }
        Ok(())
    }

    /// What every running node says of the executions, once all of so many have ended.
    async fn ends(&self, count: usize) -> Result<Vec<Listed>> {
        let mut agreed: Option<Vec<Listed>> = None;
        for server in self.cluster.running() {
            let listed = ends_on(server, count).await?;
            for one in &listed {
                self.reads_as(server, one).await?;
            }
            let before = agreed.get_or_insert_with(|| listed.clone());
            ensure!(*before == listed, "{} says {listed:#?}, not {before:#?}", server.url);
        }
        agreed.context("a node runs")
    }

    /// The API of entry points says the same of an execution.
    async fn reads_as(&self, server: &Server, one: &Listed) -> Result<()> {
        let request = server.http.get(format!("{}/v1/executions/{}", server.url, one.id));
        let answer = request.header("x-api-key", &self.key).send().await?;
        let body: Value = serde_json::from_slice(&answer.bytes().await?)?;
        ensure!(body["status"] == one.status.as_str(), "{}: {one:?}, {body}", server.url);
        ensure!(body["response"].as_str() == one.response.as_deref(), "{one:?}, {body}");
        Ok(())
    }

    /// After [`Talk::all_at_once`]: the latest is completed, and no other one.
    async fn latest_has_won(&self) -> Result<()> {
        let all = self.ends(CALLS + 1).await?;
        let numbers: Vec<u64> = all.iter().map(|one| one.seq).collect();
        let expected: Vec<u64> = (1..).take(CALLS + 1).collect();
        ensure!(numbers == expected, "each has a number of its own: {numbers:?}");
        let [first, others @ .., last] = all.as_slice() else { bail!("too few: {all:?}") };
        ensure!(first.status == "completed", "what was answered before stays so: {first:?}");
        ensure!(last.status == "completed" && last.response.is_some(), "{last:?}");
        ensure!(others.len() == CALLS - 1, "{} others", others.len());
        let is_superseded = |one: &Listed| one.status == "superseded" && one.response.is_none();
        let others: Vec<&Listed> = others.iter().filter(|one| !is_superseded(one)).collect();
        ensure!(others.is_empty(), "not superseded: {others:#?}");
        Ok(())
    }

    /// The node that owns the instance.
    async fn owner(&self) -> Result<usize> {
        let began = Instant::now();
        loop {
            let health = self.cluster.server(0)?.get("/api/v2/health").await?.body;
            let mut nodes = health["nodes"].as_array().into_iter().flatten();
            if let Some(owner) = nodes.find(|node| node["instances"] == 1) {
                let number = owner["name"].as_str().and_then(|name| name.strip_prefix("node-"));
                return Ok(number.context("a node of the test")?.parse()?);
            }
            ensure!(began.elapsed() < LIMIT, "no owner: {health}");
            tokio::time::sleep(POLL).await;
        }
    }
}

async fn made(server: &Server, path: &str, body: Value) -> Result<Value> {
    let answer = server.post(path, body).await?;
    ensure!(answer.status.is_success(), "{path}: {}", answer.body);
    Ok(answer.body)
}

fn text(body: &Value, name: &str) -> Result<String> {
    body[name].as_str().map(str::to_owned).with_context(|| format!("{name} of {body}"))
}

async fn is_connected(server: &Server, instance: &str) -> Result<()> {
    let path = format!("/api/v2/instances/{instance}/status");
    let began = Instant::now();
    loop {
        let answer = server.get(&path).await?;
        if answer.body["status"] == "connected" {
            return Ok(());
        }
        ensure!(began.elapsed() < LIMIT, "{}: {}", server.url, answer.body);
        tokio::time::sleep(POLL).await;
    }
}

/// Waits until a node says that so many executions have ended; they are in the order of their numbers.
async fn ends_on(server: &Server, count: usize) -> Result<Vec<Listed>> {
    let began = Instant::now();
    loop {
        let page = server.get("/api/v2/executions?limit=100").await?.body;
        let items = page["items"].as_array().with_context(|| page.to_string())?;
        let mut all = items.iter().map(listed).collect::<Result<Vec<_>>>()?;
        let has_ended = |one: &Listed| one.status != "queued" && one.status != "processing";
        if all.len() == count && all.iter().all(has_ended) {
            all.sort_unstable_by_key(|one| one.seq);
            return Ok(all);
        }
        ensure!(began.elapsed() < LIMIT, "{}: they do not end: {all:#?}", server.url);
        tokio::time::sleep(POLL).await;
    }
}

fn listed(item: &Value) -> Result<Listed> {
    Ok(Listed {
        seq: item["seq"].as_u64().context("a number")?,
        id: text(item, "publicId")?,
        status: text(item, "status")?,
        response: item["response"].as_str().map(str::to_owned),
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_fifty_calls_at_once_to_two_programs_the_latest_wins() -> Result<()> {
    let talk = Talk::start().await?;
    talk.all_at_once().await?;
    talk.model.set_held(false);
    talk.latest_has_won().await?;
    talk.cluster.end().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_latest_wins_when_the_node_that_asks_is_killed() -> Result<()> {
    let mut talk = Talk::start().await?;
    let owner = talk.owner().await?;
    talk.all_at_once().await?;
    // The first question began the conversation.
    talk.model.expect_requests(2, LIMIT).await?;
    talk.cluster.kill(owner).await?;
    talk.model.set_held(false);
    talk.latest_has_won().await.context("on the nodes that are left")?;
    talk.cluster.start_node(owner).await?;
    talk.latest_has_won().await.context("on all nodes")?;
    talk.cluster.end().await
}
