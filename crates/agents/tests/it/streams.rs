//! Streamed answers.

use crate::server::{client, request, serve, sse, sse_text};
use axum::body::Bytes;
use futures::{StreamExt as _, stream};
use omni_agents::{AgentError, AgentReply};
use std::io;
use std::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;

const STREAM: &str = concat!(
    ": keep-alive\r\n\r\n",
    "data: {\"model\":\"tiny-1\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",",
    "\"content\":\"\"},\"finish_reason\":\"\"}]}\r\n\r\n",
    "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Grü\"}}]}\n\n",
    ":\n\n",
    "data:{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"ße 🌍\"},\"finish_reason\":null}]}\n\n",
    "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n",
    "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":2}}\n\n",
    "data: [DONE]\n\n",
);

async fn ask(base: &str) -> (Result<AgentReply, AgentError>, Vec<String>) {
    let mut pieces = Vec::new();
    let mut keep = |piece: &str| pieces.push(piece.to_owned());
    let reply = client(base).answer_streaming(request(), CancellationToken::new(), &mut keep).await;
    (reply, pieces)
}

#[tokio::test]
async fn deltas_arrive_in_order_and_form_the_reply() {
    let base = serve(|asked| {
        let body: serde_json::Value = serde_json::from_slice(&asked.body).unwrap();
        assert_eq!(body["stream"], true);
        sse_text(STREAM)
    })
    .await;
    let (reply, pieces) = ask(&base).await;
    let reply = reply.unwrap();
    assert_eq!(reply.text, "Grüße 🌍");
    assert_eq!(pieces, ["Grü", "ße 🌍"]);
    assert_eq!(reply.model.as_deref(), Some("tiny-1"));
    assert_eq!((reply.input_tokens, reply.output_tokens), (Some(3), Some(2)));
}

#[tokio::test]
async fn a_stream_split_at_every_byte_is_read_the_same() {
    // The server splits at the position in the question's last word.
    let base = serve(|asked| {
        let body: serde_json::Value = serde_json::from_slice(&asked.body).unwrap();
        let at: usize = body["model"].as_str().unwrap().parse().unwrap();
        let (head, tail) = STREAM.as_bytes().split_at(at);
        let (head, tail) = (Bytes::from_static(head), Bytes::from_static(tail));
        // A pause, so that the two do not travel in one piece.
        let tail = stream::once(async move {
            tokio::task::yield_now().await;
            tokio::time::sleep(Duration::from_millis(2)).await;
            Ok(tail)
        });
        sse(stream::iter([Ok(head)]).chain(tail))
    })
    .await;
    let clients = omni_agents::AgentClients::new(crate::server::http());
    stream::iter(0..=STREAM.len())
        .for_each_concurrent(16, |at| {
            let mut endpoint = crate::server::endpoint(&base);
            endpoint.agent_id = Some(at.to_string());
            let client = clients.client_for(&endpoint).unwrap();
            async move {
                let mut request = request();
                request.streaming = true;
                let reply = client.answer(request, CancellationToken::new()).await.unwrap();
                assert_eq!(reply.text, "Grüße 🌍", "split at {at}");
                assert_eq!(reply.output_tokens, Some(2), "split at {at}");
            }
        })
        .await;
}

#[tokio::test]
async fn single_bytes_are_enough() {
    let base =
        serve(
            |_| sse(stream::iter(STREAM.bytes()).map(|byte| Ok(Bytes::copy_from_slice(&[byte])))),
        )
        .await;
    assert_eq!(ask(&base).await.0.unwrap().text, "Grüße 🌍");
}

#[tokio::test]
async fn a_server_that_neither_sends_done_nor_closes_is_not_waited_for() {
    let finished = STREAM.split("data: {\"choices\":[],").next().unwrap();
    let base = serve(move |_| {
        let sent = stream::iter([Ok(Bytes::from_static(finished.as_bytes()))]);
        sse(sent.chain(stream::pending()))
    })
    .await;
    let started = Instant::now();
    assert_eq!(ask(&base).await.0.unwrap().text, "Grüße 🌍");
    assert!(started.elapsed() < Duration::from_secs(5));
}

#[tokio::test]
async fn a_server_that_stays_open_after_done_is_not_waited_for() {
    let base = serve(|_| {
        let sent = stream::iter([Ok(Bytes::from_static(STREAM.as_bytes()))]);
        sse(sent.chain(stream::pending()))
    })
    .await;
    let started = Instant::now();
    assert!(ask(&base).await.0.is_ok());
    assert!(started.elapsed() < Duration::from_secs(2));
}

fn cut() -> &'static str {
    let end = STREAM.find("data:{").unwrap();
    &STREAM[..end]
}

#[tokio::test]
async fn a_connection_that_breaks_mid_stream_is_an_error() {
    let base = serve(|_| {
        let sent = stream::iter([Ok(Bytes::from_static(cut().as_bytes()))]);
        // Late enough for the first piece to have left.
        let broken = stream::once(async {
            tokio::time::sleep(Duration::from_millis(50)).await;
            Err(io::Error::other("gone"))
        });
        sse(sent.chain(broken))
    })
    .await;
    let (reply, pieces) = ask(&base).await;
    let error = reply.unwrap_err();
    assert_eq!((error.code(), error.retryable()), ("agent_unreachable", true));
    assert_eq!(pieces, ["Grü"]);
}

#[tokio::test]
async fn a_stream_that_ends_too_early_is_an_error() {
    let base = serve(|_| sse_text(cut())).await;
    let error = ask(&base).await.0.unwrap_err();
    assert_eq!((error.code(), error.retryable()), ("agent_bad_answer", true));
}

#[rstest::rstest]
#[case::no_json("data: private words\n\n", "agent_bad_answer")]
#[case::error("data: {\"error\":{\"message\":\"private words\"}}\n\n", "agent_bad_answer")]
#[case::empty(
    "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n",
    "agent_empty_answer"
)]
#[case::only_done("data: [DONE]\n\n", "agent_bad_answer")]
#[case::nothing("", "agent_bad_answer")]
#[tokio::test]
async fn useless_streams_are_named(#[case] body: &'static str, #[case] code: &str) {
    let base = serve(move |_| sse_text(body)).await;
    let error = ask(&base).await.0.unwrap_err();
    assert_eq!(error.code(), code);
    assert!(!format!("{error} {error:?}").contains("private words"));
}

#[rstest::rstest]
#[case::text(r#"data: {"choices":[{"delta":{"content":"0123456789"}}]}"#, "\n\n")]
#[case::one_line("x", "")]
#[case::one_event("data: x", "\n")]
#[tokio::test]
async fn an_endless_stream_is_cut_off(#[case] line: &str, #[case] end: &str) {
    let piece = Bytes::from(format!("{line}{end}").repeat(500));
    let base = serve(move |_| {
        let piece = piece.clone();
        sse(stream::repeat_with(move || Ok(piece.clone())))
    })
    .await;
    assert_eq!(ask(&base).await.0, Err(AgentError::TooLarge { limit: 10_000 }));
}
