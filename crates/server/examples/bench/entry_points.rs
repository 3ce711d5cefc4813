//! What entry points add to the time that an agent takes.

use crate::figures::{Aim, Figures, percentile};
use crate::http_load::millis;
use crate::setup::{Engine, Setup};
use anyhow::{Context, Result, bail, ensure};
use omni_sandbox::model::Model;
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::path::PathBuf;
use std::time::{Duration, Instant};

const LIMIT: Duration = Duration::from_secs(20);
/// Between two looks at an execution.
const PAUSE: Duration = Duration::from_millis(1);
const WARM_UP: usize = 50;
const TOTAL: usize = 500;

/// From the request to `completed`, with an agent that answers at once; and what is left of it without
/// the agent's own time, which is measured for each execution. The aim is for that: it has every
/// connection, both sides of the request to the agent, and the client's pauses between two looks.
pub(crate) async fn wapzi(omni: PathBuf, figures: &mut Figures) -> Result<()> {
    let setup = Setup::new(omni, Engine::Sqlite).await?;
    let model = Model::start(0).await?;
    let client = Client::new(&setup, &model).await?;
    for index in 0..WARM_UP {
        client.answered(index).await?;
    }
    let mut totals = Vec::with_capacity(TOTAL);
    for index in WARM_UP..WARM_UP + TOTAL {
        totals.push((index, client.answered(index).await?));
    }
    let agents = agent_times(&model);
    let (mut whole, mut own, mut added) = (Vec::new(), Vec::new(), Vec::new());
    for (index, total) in totals {
        let agent = *agents.get(&question(index)).context("the agent was asked")?;
        ensure!(agent <= total, "the agent's {agent} ms are not part of {total} ms");
        whole.push(total);
        own.push(agent);
        added.push(total - agent);
    }
    let name = "execute to completed";
    for (what, values, aim) in [
        ("the agent's own time included", whole, Aim::None),
        ("the agent's own time alone", own, Aim::None),
        ("added to the agent's own time", added, Aim::AtMost(20.0)),
    ] {
        figures.add(format!("{name}, {what}, p50"), percentile(&values, 50.0), "ms", Aim::None);
        figures.add(format!("{name}, {what}, p99"), percentile(&values, 99.0), "ms", aim);
    }
    setup.end().await
}

fn question(index: usize) -> String {
    format!("question {index}")
}

/// Milliseconds that the agent took for each question, of all requests about it: from the arrival of a
/// request to the last piece of its answer.
fn agent_times(model: &Model) -> HashMap<String, f64> {
    let mut times = HashMap::new();
    for request in model.requests() {
        if let Some(took) = request.took() {
            *times.entry(request.last_user_text()).or_insert(0.0) += millis(took);
        }
    }
    times
}

/// A program that writes to an entry point.
struct Client<'a> {
    setup: &'a Setup,
    key: String,
    execute: String,
}

impl<'a> Client<'a> {
    /// With an entry point whose one attendant asks the model, without debounce.
    async fn new(setup: &'a Setup, model: &Model) -> Result<Self> {
        let new = json!({ "name": "bot", "channel": "api" });
        let bot = text(&setup.call(Method::POST, "/api/v2/instances", new).await?, "id")?;
        let config = json!({
            "agent": { "type": "openai", "apiUrl": model.url(), "agentId": "m" },
            "messaging": { "debounceMode": "disabled", "enableAutoSplit": false },
        });
        setup.call(Method::PATCH, &format!("/api/v2/instances/{bot}"), config).await?;
        setup.call(Method::POST, &format!("/api/v2/instances/{bot}/connect"), json!({})).await?;
        setup.until_connected(&bot).await?;
        let points = "/api/v2/entry-points";
        let point = setup.call(Method::POST, points, json!({ "name": "bench" })).await?;
        let attendants = format!("{points}/{}/attendants", text(&point, "id")?);
        setup.call(Method::POST, &attendants, json!({ "instanceId": bot })).await?;
        let rotated = setup.call(Method::POST, &format!("{points}/key/rotate"), json!({})).await?;
        let execute = format!("/v1/entry-points/{}/execute", text(&point, "publicId")?);
        Ok(Self { setup, key: text(&rotated, "key")?, execute })
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let url = format!("{}{path}", self.setup.omni.url());
        self.setup.http.request(method, url).header("x-api-key", &self.key)
    }

    /// Milliseconds from a message to its answer.
    async fn answered(&self, index: usize) -> Result<f64> {
        let body = json!({ "message": question(index) });
        let began = Instant::now();
        let accepted = read(self.request(Method::POST, &self.execute).json(&body)).await?;
        let path = format!("/v1/executions/{}", text(&accepted, "executionId")?);
        loop {
            let execution = read(self.request(Method::GET, &path)).await?;
            match execution["status"].as_str() {
                Some("completed") => return Ok(millis(began.elapsed())),
                Some("queued" | "processing") => {}
                _ => bail!("not answered: {execution}"),
            }
            ensure!(began.elapsed() < LIMIT, "still not answered: {execution}");
            tokio::time::sleep(PAUSE).await;
        }
    }
}

async fn read(request: RequestBuilder) -> Result<Value> {
    let answer = request.send().await?;
    let status = answer.status();
    let body: Value = answer.json().await?;
    ensure!(status.is_success(), "{status} {body}");
    Ok(body)
}

fn text(body: &Value, name: &str) -> Result<String> {
    Ok(body[name].as_str().with_context(|| format!("{name} in {body}"))?.to_owned())
}
