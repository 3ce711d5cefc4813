//! Whole answers.

use crate::server::{Asked, client, client_of, endpoint, http, json, request, serve, sse_text};
use axum::http::{Method, StatusCode};
use axum::response::IntoResponse;
use omni_agents::{AgentClients, AgentError, AgentOutcome};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

const ANSWER: &str = r#"{"id":"x","object":"chat.completion","model":"tiny-1","choices":[{"index":0,
    "message":{"role":"assistant","content":"Fine, thanks."},"finish_reason":"stop"}],
    "usage":{"prompt_tokens":12,"completion_tokens":4,"total_tokens":16}}"#;

#[tokio::test]
async fn a_question_is_sent_in_the_form_of_the_protocol() {
    let seen: Arc<Mutex<Option<Asked>>> = Arc::default();
    let keep = Arc::clone(&seen);
    let base = serve(move |asked| {
        *keep.lock().unwrap() = Some(asked);
        json(ANSWER)
    })
    .await;

    let reply =
        client(&format!("{base}/")).answer(request(), CancellationToken::new()).await.unwrap();
    assert_eq!(reply.text, "Fine, thanks.");
    assert_eq!(reply.model.as_deref(), Some("tiny-1"));
    assert_eq!((reply.input_tokens, reply.output_tokens), (Some(12), Some(4)));

    let asked = seen.lock().unwrap().take().unwrap();
    assert_eq!((asked.method, asked.path.as_str()), (Method::POST, "/v1/chat/completions"));
    assert_eq!(asked.headers["authorization"], "Bearer sk-secret-key");
    let body: serde_json::Value = serde_json::from_slice(&asked.body).unwrap();
    assert_eq!(
        body,
        serde_json::json!({
            "model": "tiny",
            "messages": [
                {"role": "system", "content": "Be brief."},
                {"role": "user", "content": "private words"},
                {"role": "assistant", "content": "Hello!"},
                {"role": "user", "content": "How are you?"},
            ],
            "stream": false,
        })
    );
}

#[tokio::test]
async fn without_key_model_and_prompt_none_is_sent() {
    let seen: Arc<Mutex<Option<Asked>>> = Arc::default();
    let keep = Arc::clone(&seen);
    let base = serve(move |asked| {
        *keep.lock().unwrap() = Some(asked);
        json(ANSWER)
    })
    .await;
    let mut endpoint = endpoint(&base);
    endpoint.api_key = None;
    endpoint.agent_id = None;
    let mut request = request();
    request.prompt = None;
    let client = AgentClients::new(http()).client_for(&endpoint).unwrap();
    client.answer(request, CancellationToken::new()).await.unwrap();

    let asked = seen.lock().unwrap().take().unwrap();
    assert!(!asked.headers.contains_key("authorization"));
    let body: serde_json::Value = serde_json::from_slice(&asked.body).unwrap();
    assert_eq!(body["model"], "default");
    assert_eq!(body["messages"][0]["role"], "user");
}

#[rstest::rstest]
#[case::parts(
    r#"{"choices":[{"message":{"content":[{"type":"text","text":"a"},{"text":"b"}]}}]}"#,
    "ab"
)]
#[case::other_choices(r#"{"choices":[{"index":1,"message":{"content":"no"}},{"index":0,"message":{"content":"yes"}}]}"#, "yes")]
#[case::nulls(r#"{"model":null,"usage":null,"error":null,"choices":[{"message":{"content":"ok"},"finish_reason":null}]}"#, "ok")]
#[tokio::test]
async fn unusual_answers_are_understood(#[case] body: &'static str, #[case] text: &str) {
    let base = serve(move |_| json(body)).await;
    let reply = client(&base).answer(request(), CancellationToken::new()).await.unwrap();
    assert_eq!(reply.text, text);
}

#[tokio::test]
async fn the_form_of_the_response_is_read_whatever_was_requested() {
    let base = serve(|_| json(ANSWER)).await;
    let mut pieces = Vec::new();
    let mut keep = |piece: &str| pieces.push(piece.to_owned());
    let reply = client(&base)
        .answer_streaming(request(), CancellationToken::new(), &mut keep)
        .await
        .unwrap();
    assert_eq!(reply.text, "Fine, thanks.");
    assert_eq!(pieces, ["Fine, thanks."]);

    let base = serve(|_| {
        sse_text("data: {\"choices\":[{\"delta\":{\"content\":\"Hi\"}}]}\n\ndata: [DONE]\n\n")
    })
    .await;
    let reply = client(&base).answer(request(), CancellationToken::new()).await.unwrap();
    assert_eq!(reply.text, "Hi");
}

#[tokio::test]
async fn reasoning_and_calls_of_tools_never_reach_the_reader() {
    const WHOLE: &str = r#"{"choices":[{"message":{"content":
        "<think>She greets.</think>Hello<tool_call>{}</tool_call>!"}}]}"#;
    const PIECES: &[&str] =
        &["<th", "ink>She", " greets.</", "think", ">Hel", "lo<tool", "_call>{}", "</tool_call>!"];
    let base = serve(|_| json(WHOLE)).await;
    let reply = client(&base).answer(request(), CancellationToken::new()).await.unwrap();
    assert_eq!(reply.text, "Hello!");

    let base = serve(|_| {
        let frame = |piece: &&str| {
            let content = serde_json::json!({ "content": piece });
            format!("data: {}\n\n", serde_json::json!({ "choices": [{ "delta": content }] }))
        };
        let frames: String = PIECES.iter().map(frame).collect();
        sse_text(&(frames + "data: [DONE]\n\n"))
    })
    .await;
    let mut pieces = Vec::new();
    let mut keep = |piece: &str| pieces.push(piece.to_owned());
    let client = client(&base);
    let answer = client.answer_streaming(request(), CancellationToken::new(), &mut keep);
    assert_eq!(answer.await.unwrap().text, "Hello!");
    assert_eq!(pieces.concat(), "Hello!");
}

#[rstest::rstest]
#[case::refusal(r#"{"choices":[{"message":{"content":null,"refusal":"I cannot."}}]}"#)]
#[case::filtered(
    r#"{"choices":[{"message":{"content":"half"},"finish_reason":"content_filter"}]}"#
)]
#[case::tools(r#"{"choices":[{"message":{"content":null,"tool_calls":[{"id":"c"}]}}]}"#)]
#[case::reasoning(r#"{"choices":[{"message":{"content":"<think>hm</think> "}}]}"#)]
#[tokio::test]
async fn an_answer_without_words_for_the_reader_is_silence(#[case] body: &'static str) {
    let base = serve(move |_| json(body)).await;
    let mut ignore = |_: &str| {};
    let asked = client(&base).ask(request().into(), CancellationToken::new(), &mut ignore).await;
    let AgentOutcome::Answered(reply) = asked.unwrap() else { panic!() };
    assert_eq!(reply.text, "");
}

#[tokio::test]
async fn a_question_that_a_filter_refuses_is_answered_with_silence() {
    const BODY: &str = r#"{"error":{"code":"content_filter","message":"private words"}}"#;
    let base = serve(|_| (StatusCode::BAD_REQUEST, BODY)).await;
    let mut ignore = |_: &str| {};
    let asked = client(&base).ask(request().into(), CancellationToken::new(), &mut ignore).await;
    let AgentOutcome::Answered(reply) = asked.unwrap() else { panic!() };
    assert_eq!(reply.text, "");
}

#[tokio::test]
async fn anthropics_refusals_are_silence_in_both_forms() {
    const WHOLE: &str = r#"{"content":[{"type":"text","text":"half"}],"stop_reason":"refusal"}"#;
    const STREAM: &str = "data: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\
        \"refusal\"}}\n\ndata: {\"type\":\"message_stop\"}\n\n";
    for streaming in [false, true] {
        let base = serve(move |_| if streaming { sse_text(STREAM) } else { json(WHOLE) }).await;
        let mut request = request();
        request.streaming = streaming;
        let client = client_of("anthropic", &base, "m", &serde_json::json!({}));
        let mut ignore = |_: &str| {};
        let asked = client.ask(request.into(), CancellationToken::new(), &mut ignore).await;
        let AgentOutcome::Answered(reply) = asked.unwrap() else { panic!() };
        assert_eq!(reply.text, "");
    }
}

#[tokio::test]
async fn health_requests_the_models() {
    let base = serve(|asked| {
        assert_eq!((asked.method, asked.path.as_str()), (Method::GET, "/v1/models"));
        json(r#"{"data":[]}"#)
    })
    .await;
    assert!(client(&base).health(Duration::from_secs(5)).await.is_ok());

    let base = serve(|_| StatusCode::NOT_FOUND.into_response()).await;
    assert!(client(&base).health(Duration::from_secs(5)).await.is_ok());

    let base = serve(|_| StatusCode::UNAUTHORIZED.into_response()).await;
    let refused = client(&base).health(Duration::from_secs(5)).await;
    assert_eq!(refused, Err(AgentError::Unauthorized));
}

#[test]
fn an_unknown_kind_is_refused_with_the_known_ones() {
    let mut endpoint = endpoint("http://127.0.0.1:1");
    endpoint.kind = "oracle".to_owned();
    let error = AgentClients::new(http()).client_for(&endpoint).unwrap_err();
    assert_eq!(
        error.to_string(),
        "`oracle` is not a kind of agent; known: agent_api, agno, anthropic, builtin, custom, openai, webhook"
    );
    assert_eq!((error.code(), error.retryable()), ("agent_unknown_kind", false));
}

#[test]
fn nothing_secret_is_in_debug() {
    let endpoint = endpoint("http://127.0.0.1:1/v1?key=abc");
    let client = AgentClients::new(http()).client_for(&endpoint).unwrap();
    let mut bad = endpoint.clone();
    bad.api_key = Some("sk-secret-\nkey".to_owned());
    let error = AgentClients::new(http()).client_for(&bad).unwrap_err();
    let shown = format!("{:?} {endpoint:?} {error:?} {:?} {error}", request(), request().history);
    for secret in ["sk-secret", "private words", "Be brief", "key=abc"] {
        assert!(!shown.contains(secret), "{secret} in {shown}");
    }
    assert!(!format!("{client:?}").contains("sk-secret"));
}
