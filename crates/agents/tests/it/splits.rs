//! An answer that arrives in two pieces, split at every byte, is the same answer.

use crate::server::{http, request};
use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::Uri;
use futures::{StreamExt as _, stream};
use omni_agents::AgentClients;
use serde_json::json;
use std::io;
use tokio_util::sync::CancellationToken;

const OPENAI: &str = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Grü\"}}]}\r\n\r\n\
    : ping\n\ndata: {\"choices\":[{\"delta\":{\"content\":\"ße 🌍\"}}]}\n\ndata: [DONE]\n\n";

const ANTHROPIC: &str = "event: message_start\ndata: {\"type\":\"message_start\",\"message\":\
    {\"usage\":{\"input_tokens\":3}}}\n\nevent: ping\ndata: {\"type\":\"ping\"}\n\n\
    event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"delta\":\
    {\"type\":\"text_delta\",\"text\":\"Grü\"}}\n\nevent: content_block_delta\ndata: \
    {\"type\":\"content_block_delta\",\"delta\":{\"type\":\"text_delta\",\"text\":\"ße 🌍\"}}\n\n\
    event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n";

/// The event's name is in the frame alone, as older servers send it.
const AGNO: &str = "event: RunStarted\ndata: {\"run_id\":\"r\"}\n\nevent: RunContent\ndata: \
    {\"content\":\"Grü\"}\n\nevent: ToolCallStarted\ndata: {\"tool\":{}}\n\nevent: RunContent\n\
    data: {\"content\":\"ße 🌍\"}\n\nevent: RunCompleted\ndata: {\"content\":\"Grüße 🌍\"}\n\n";

const AGNO_TEAM: &str = "event: TeamRunContent\ndata: {\"event\":\"TeamRunContent\",\"content\":\
    \"Grü\",\"team_id\":\"t\"}\n\nevent: RunContent\ndata: {\"event\":\"RunContent\",\"content\":\
    \"no\",\"parent_run_id\":\"r\"}\n\nevent: TeamRunContent\ndata: {\"event\":\"TeamRunContent\",\
    \"content\":\"ße 🌍\"}\n\nevent: TeamRunCompleted\ndata: {\"event\":\"TeamRunCompleted\"}\n\n";

const AGNO_FLOW: &str = "event: WorkflowStarted\ndata: {\"event\":\"WorkflowStarted\"}\n\n\
    event: StepCompleted\ndata: {\"event\":\"StepCompleted\",\"content\":\"Grüße 🌍\"}\n\n\
    event: WorkflowCompleted\ndata: {\"event\":\"WorkflowCompleted\",\"content\":null}\n\n";

/// Agno 1.x: objects one after the other, with nothing between them.
const AGNO_OLD: &str = "{\"event\":\"RunStarted\",\"content\":\"Run started\"}\
    {\"event\":\"RunResponseContent\",\"content\":\"Grü\"}\n\
    {\"event\":\"RunResponseContent\",\"content\":\"ße 🌍\"}\
    {\"event\":\"RunCompleted\",\"content\":\"Grüße 🌍\",\"metrics\":{\"input_tokens\":[1,2]}}";

const CUSTOM: &str = "data: {\"part\":{\"words\":\"Grü\"}}\n\ndata: {\"other\":1}\n\n\
    data: {\"part\":{\"words\":\"ße 🌍\"}}\n\n";

const AGENT_API: &str = "{\"message\":\"Grüße 🌍\",\"success\":true}";
const WEBHOOK: &str = "{\"parts\":[\"Grüße 🌍\"]}";

#[rstest::rstest]
#[case::openai("openai", "m", OPENAI)]
#[case::anthropic("anthropic", "m", ANTHROPIC)]
#[case::agno("agno", "agent:a", AGNO)]
#[case::agno_team("agno", "team:t", AGNO_TEAM)]
#[case::agno_workflow("agno", "workflow:w", AGNO_FLOW)]
#[case::agno_1("agno", "agent:a", AGNO_OLD)]
#[case::custom("custom", "a", CUSTOM)]
#[case::agent_api("agent_api", "a", AGENT_API)]
#[case::webhook("webhook", "", WEBHOOK)]
#[tokio::test]
async fn an_answer_cut_at_every_byte_is_the_same(
    #[case] kind: &'static str,
    #[case] agent: &'static str,
    #[case] body: &'static str,
) {
    let streams = !body.starts_with("{\"message") && !body.starts_with("{\"parts");
    let mime = if streams { "text/event-stream" } else { "application/json" };
    // The address names the split.
    let handler = move |uri: Uri| async move {
        let at: usize = uri.path().split('/').nth(1).unwrap().parse().unwrap();
        let (head, tail) = body.as_bytes().split_at(at);
        let tail = stream::once(async move {
            // A pause, so that the two do not travel in one piece.
            tokio::time::sleep(std::time::Duration::from_millis(2)).await;
            Ok::<_, io::Error>(Bytes::from_static(tail))
        });
        let pieces = stream::iter([Ok(Bytes::from_static(head))]).chain(tail);
        ([("content-type", mime)], Body::from_stream(pieces))
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, Router::new().fallback(handler)).await });
    let options = json!({ "responseFormat": "sse", "responseStreamPath": "$.part.words" });
    let mut endpoint = crate::server::endpoint("");
    endpoint.kind = kind.to_owned();
    endpoint.agent_id = Some(agent.to_owned());
    endpoint.options = options.as_object().cloned().unwrap();
    let (endpoint, clients) = (&endpoint, &AgentClients::new(http()));
    stream::iter(0..=body.len())
        .for_each_concurrent(16, |at| async move {
            let mut endpoint = endpoint.clone();
            endpoint.base_url = format!("http://{address}/{at}");
            let client = clients.client_for(&endpoint).unwrap();
            let mut pieces = String::new();
            let mut keep = |piece: &str| pieces.push_str(piece);
            let cancel = CancellationToken::new();
            let reply = client.answer_streaming(request(), cancel, &mut keep).await;
            assert_eq!(reply.unwrap().text, "Grüße 🌍", "cut at {at}");
            assert_eq!(pieces, "Grüße 🌍", "cut at {at}");
        })
        .await;
}
