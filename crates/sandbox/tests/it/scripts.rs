//! The common behaviour of all scripted agents and models.

use std::time::Duration;

use omni_sandbox::agent_api::AgentApi;
use omni_sandbox::agno::{Agno, Version};
use omni_sandbox::anthropic::Anthropic;
use omni_sandbox::model::Model;
use omni_sandbox::script::{Reaction, Rule};
use omni_sandbox::tools::Tools;
use omni_sandbox::webhook::Webhook;
use serde_json::{Value, json};

use crate::harness::http;

/// Builds a server's request body with a text.
type Ask = fn(&str) -> Value;

async fn post(url: &str, body: &Value) -> reqwest::Response {
    let call = http().post(url).header("anthropic-version", "2023-06-01");
    call.json(body).send().await.unwrap()
}

fn question(text: &str) -> Value {
    json!({ "model": "m", "max_tokens": 9, "messages": [{ "role": "user", "content": text }] })
}

#[tokio::test]
async fn a_model_calls_tools_and_answers_with_their_results() {
    let model = Model::start(0).await.unwrap();
    model.script(vec![Rule::call("sum", "add", json!({ "a": 1 })).times(1)]);
    let url = format!("{}/chat/completions", model.url());
    let called: Value = post(&url, &question("the sum?")).await.json().await.unwrap();
    let call = &called["choices"][0]["message"]["tool_calls"][0];
    assert_eq!(call["function"], json!({ "name": "add", "arguments": r#"{"a":1}"# }));
    assert_eq!(called["choices"][0]["finish_reason"], "tool_calls");
    let mut next = question("the sum?");
    let result = json!({ "role": "tool", "tool_call_id": call["id"], "content": "5" });
    next["messages"].as_array_mut().unwrap().push(result);
    let answer: Value = post(&url, &next).await.json().await.unwrap();
    assert_eq!(answer["choices"][0]["message"]["content"], "The tools say: 5");
}

#[tokio::test]
async fn seeded_answers_depend_on_seed_and_text_alone() {
    let model = Model::start(0).await.unwrap();
    let url = format!("{}/chat/completions", model.url());
    let mut answers = Vec::new();
    for (seed, text) in [(1, "a"), (1, "a"), (2, "a"), (1, "b")] {
        model.script(vec![Rule::new("", Reaction::Seeded(seed))]);
        let answer: Value = post(&url, &question(text)).await.json().await.unwrap();
        answers.push(answer["choices"][0]["message"]["content"].as_str().unwrap().to_owned());
    }
    assert_eq!(answers[0], answers[1]);
    assert_ne!(answers[0], answers[2]);
    assert_ne!(answers[0], answers[3]);
}

#[tokio::test]
async fn every_server_follows_its_script() {
    let rules = || {
        vec![
            Rule::new("limit", Reaction::RateLimit(7)),
            Rule::new("fail", Reaction::Fail(500)),
            Rule::new("garbage", Reaction::Garbage),
            Rule::new("break", Reaction::BreakOff("an answer that never ends".to_owned())),
        ]
    };
    let (api, hook) = (AgentApi::start(0).await.unwrap(), Webhook::start(0).await.unwrap());
    let anthropic = Anthropic::start(0).await.unwrap();
    api.script(rules());
    hook.script(rules());
    anthropic.script(rules());
    let run = format!("{}/api/v1/agent/simple/run", api.url());
    let messages = format!("{}/v1/messages", anthropic.url());
    let asks: [(String, Ask); 3] = [
        (run, |text| json!({ "message_content": text })),
        (hook.url(), |text| json!({ "content": { "text": text } })),
        (messages, question),
    ];
    for (url, ask) in asks {
        let limited = post(&url, &ask("limit")).await;
        assert_eq!(limited.status().as_u16(), 429, "{url}");
        assert_eq!(limited.headers()["retry-after"], "7");
        assert_eq!(post(&url, &ask("fail")).await.status().as_u16(), 500);
        assert!(post(&url, &ask("garbage")).await.json::<Value>().await.is_err());
        assert!(post(&url, &ask("break")).await.bytes().await.is_err());
        let said = post(&url, &ask("hi")).await.text().await.unwrap();
        assert!(said.contains("You said: hi"), "{said}");
    }
    assert_eq!(api.runs().len(), 5);
    let calls = hook.expect_calls(5, Duration::from_secs(5)).await.unwrap();
    assert_eq!(calls[4].body["content"]["text"], "hi");
}

#[tokio::test]
async fn an_agno_of_1_streams_bare_objects() {
    let agno = Agno::start_version(0, Version::V1).await.unwrap();
    let url = format!("{}/agents/echo-agent/runs", agno.url());
    assert!(url.contains("/v1/playground/"));
    let form = reqwest::multipart::Form::new().text("message", "hello");
    let text = http().post(&url).multipart(form).send().await.unwrap().text().await.unwrap();
    let events: Vec<Value> =
        serde_json::Deserializer::from_str(&text).into_iter().map(Result::unwrap).collect();
    assert_eq!(events[2]["event"], "RunResponseContent");
    assert_eq!(events.last().unwrap()["content"], "You said: hello");
}

#[tokio::test]
async fn tools_are_called_over_http_and_mcp() {
    let tools = Tools::start(0).await.unwrap();
    let sum: Value =
        post(&tools.http_url("add"), &json!({ "a": 1, "b": 2 })).await.json().await.unwrap();
    assert_eq!(sum, json!({ "result": "3" }));
    let call = json!({
        "jsonrpc": "2.0", "id": 1, "method": "tools/call",
        "params": { "name": "fail", "arguments": {} },
    });
    let failed: Value = post(&tools.mcp_url(), &call).await.json().await.unwrap();
    assert_eq!(failed["result"]["isError"], true);
    tools.require_key("k");
    assert_eq!(post(&tools.mcp_url(), &call).await.status().as_u16(), 401);
    assert_eq!(tools.calls().len(), 2);
}
