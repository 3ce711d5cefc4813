//! The scripted model.

use std::time::{Duration, Instant};

use omni_sandbox::model::{Model, Reaction, Rule};
use serde_json::{Value, json};

use crate::harness::http;

async fn ask(model: &Model, text: &str, stream: bool) -> reqwest::Response {
    let body = json!({
        "model": "sandbox-1",
        "stream": stream,
        "messages": [
            { "role": "system", "content": "be kind" },
            { "role": "user", "content": [{ "type": "text", "text": text }] },
        ],
    });
    let request = http().post(format!("{}/chat/completions", model.url())).bearer_auth("key");
    request.json(&body).send().await.unwrap()
}

async fn answer(model: &Model, text: &str) -> String {
    let body: Value = ask(model, text, false).await.json().await.unwrap();
    body["choices"][0]["message"]["content"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn the_model_answers_by_its_script() {
    let model = Model::start(0).await.unwrap();
    assert_eq!(answer(&model, "hello").await, "You said: hello");
    model.script(vec![
        Rule::say("weather", "It rains, since you ask: {text}").times(1),
        Rule::say("weather", "It still rains."),
        Rule::say("slow", "Here I am.").after(Duration::from_millis(100)),
    ]);
    assert_eq!(answer(&model, "the weather?").await, "It rains, since you ask: the weather?");
    assert_eq!(answer(&model, "the weather?").await, "It still rains.");
    let asked = Instant::now();
    assert_eq!(answer(&model, "slow").await, "Here I am.");
    assert!(asked.elapsed() >= Duration::from_millis(100));
    let requests = model.expect_requests(4, Duration::from_secs(1)).await.unwrap();
    assert_eq!(requests[0].last_user_text(), "hello");
    assert_eq!(requests[0].token.as_deref(), Some("key"));
}

#[tokio::test]
async fn the_model_streams() {
    let model = Model::start(0).await.unwrap();
    let text = ask(&model, "one two", true).await.text().await.unwrap();
    let deltas: String = text
        .lines()
        .filter_map(|line| line.strip_prefix("data: "))
        .filter_map(|data| serde_json::from_str::<Value>(data).ok())
        .filter_map(|chunk| chunk["choices"][0]["delta"]["content"].as_str().map(str::to_owned))
        .collect();
    assert_eq!(deltas, "You said: one two");
    assert!(text.trim_end().ends_with("data: [DONE]"));
}

#[tokio::test]
async fn the_model_fails_as_told() {
    let model = Model::start(0).await.unwrap();
    model.script(vec![
        Rule::new("limit", Reaction::RateLimit(7)),
        Rule::new("fail", Reaction::Fail(500)),
        Rule::new("garbage", Reaction::Garbage),
        Rule::new("break", Reaction::BreakOff("a long answer that never ends".to_owned())),
    ]);
    let limited = ask(&model, "limit", false).await;
    assert_eq!(limited.status().as_u16(), 429);
    assert_eq!(limited.headers()["retry-after"], "7");
    assert_eq!(ask(&model, "fail", false).await.status().as_u16(), 500);
    assert!(ask(&model, "garbage", false).await.json::<Value>().await.is_err());
    for stream in [false, true] {
        assert!(ask(&model, "break", stream).await.bytes().await.is_err(), "cut off: {stream}");
    }
    let models: Value =
        http().get(format!("{}/models", model.url())).send().await.unwrap().json().await.unwrap();
    assert_eq!(models["data"][0]["id"], "sandbox-1");
}
