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
async fn a_request_has_the_time_that_its_whole_answer_took() {
    let model = Model::start(0).await.unwrap();
    model.script(vec![
        Rule::say("late", "now").after(Duration::from_millis(50)),
        Rule::new("slow", Reaction::Slowly("one two".to_owned(), 30)),
    ]);
    answer(&model, "late").await;
    answer(&model, "slow").await;
    ask(&model, "slow", true).await.text().await.unwrap();
    let took: Vec<Duration> = model.requests().iter().map(|one| one.took().unwrap()).collect();
    let least = [50, 60, 60].map(Duration::from_millis);
    assert!(took.iter().zip(least).all(|(took, least)| *took >= least), "{took:?}");
    model.set_held(true);
    let waiting = tokio::spawn({
        let model = model.clone();
        async move { answer(&model, "late").await }
    });
    let requests = model.expect_requests(4, Duration::from_secs(5)).await.unwrap();
    assert_eq!(requests[3].took(), None, "it is not answered yet");
    model.set_held(false);
    waiting.await.unwrap();
}

#[tokio::test]
async fn the_model_fails_as_scripted() {
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

#[tokio::test]
async fn the_model_answers_sounds_and_pictures_by_their_bytes() {
    let model = Model::start(0).await.unwrap();
    model.require_key("key");
    let part = reqwest::multipart::Part::bytes(b"good morning".to_vec()).file_name("a.ogg");
    let form = reqwest::multipart::Form::new()
        .text("model", "whisper-1")
        .text("response_format", "verbose_json")
        .part("file", part);
    let url = format!("{}/audio/transcriptions", model.url());
    let transcript = http().post(&url).bearer_auth("key").multipart(form).send().await.unwrap();
    let transcript: Value = transcript.json().await.unwrap();
    assert_eq!(transcript["text"], "Transcript: good morning");
    assert_eq!(transcript["duration"], 1.5);
    let body = json!({ "model": "m", "messages": [{ "role": "user", "content": [
        { "type": "text", "text": "What is it?" },
        { "type": "image_url", "image_url": { "url": "data:image/png;base64,Y2F0" } },
    ] }] });
    let url = format!("{}/chat/completions", model.url());
    let seen = http().post(&url).bearer_auth("key").json(&body).send().await.unwrap();
    let seen: Value = seen.json().await.unwrap();
    assert_eq!(seen["choices"][0]["message"]["content"], "Seen: cat");
    let refused = http().post(&url).bearer_auth("wrong").json(&body).send().await.unwrap();
    assert_eq!(refused.status(), 401);
}

#[tokio::test]
async fn the_model_distinguishes_files_by_their_bytes_in_both_apis() {
    let model = Model::start(0).await.unwrap();
    model.require_key("key");
    let file = |name: &str| json!({ "filename": name, "file_data": "data:a/b;base64,cGFnZQ==" });
    let body = json!({ "messages": [{ "role": "user", "content": [
        { "type": "text", "text": "What does it say?" },
        { "type": "file", "file": file("a.pdf") },
        { "type": "file", "file": file("b.pdf") },
    ] }] });
    let url = format!("{}/chat/completions", model.gemini_url());
    let request = http().post(url).bearer_auth("key").json(&body);
    let said: Value = request.send().await.unwrap().json().await.unwrap();
    assert_eq!(said["choices"][0]["message"]["content"], "Read: page and page");

    let own = model.gemini_url().replace("/openai", "/models/g-1:generateContent");
    let ask = |kind: &str, key: &str| {
        let inline = json!({ "inline_data": { "mime_type": kind, "data": "cGFnZQ==" } });
        let body = json!({ "contents": [{ "parts": [inline, { "text": "What is it?" }] }] });
        http().post(&own).header("x-goog-api-key", key).json(&body).send()
    };
    for (kind, said) in [
        ("video/mp4", "Watched: page"),
        ("application/pdf", "Read: page"),
        ("image/png", "Seen: page"),
    ] {
        let answer: Value = ask(kind, "key").await.unwrap().json().await.unwrap();
        assert_eq!(answer["candidates"][0]["content"]["parts"][0]["text"], said);
        assert_eq!(answer["usageMetadata"]["totalTokenCount"], 3);
    }
    assert_eq!(ask("image/png", "wrong").await.unwrap().status().as_u16(), 403);
}
