//! Bodies as agno 1.7, 2.4 and 3.1 send them, and faults in them.

use crate::server::{client_of, json, request, serve, sse_text};
use omni_agents::{AgentError, AgentReply};
use serde_json::json as value;
use tokio_util::sync::CancellationToken;

async fn ask(agent: &str, body: &'static str, streaming: bool) -> Result<AgentReply, AgentError> {
    let base = serve(move |_| if streaming { sse_text(body) } else { json(body) }).await;
    let mut request = request();
    request.streaming = streaming;
    let client = client_of("agno", &base, agent, &value!({}));
    client.answer(request, CancellationToken::new()).await
}

const RUN_1: &str = r#"{"content":"Fine.","content_type":"str","event":"RunResponse",
    "messages":[{"role":"user","content":"hi"}],"metrics":{"input_tokens":[10,2],
    "output_tokens":[4],"total_tokens":[14],"time":[0.8]},"model":"gpt-4o","run_id":"r",
    "agent_id":"a","session_id":"s","created_at":1712345678}"#;
const RUN_2: &str = r#"{"run_id":"r","agent_id":"a","agent_name":"A","session_id":"s",
    "user_id":"u","content":"Fine.","content_type":"str","model":"gpt-4o","model_provider":
    "OpenAI","metrics":{"input_tokens":12,"output_tokens":4,"total_tokens":16,"duration":0.81,
    "time_to_first_token":0.5},"messages":[],"tools":null,"images":null,"created_at":1712345678,
    "status":"COMPLETED"}"#;
const RUN_3: &str = r#"{"run_id":"r","agent_id":"a","session_id":"s","content":"Fine.",
    "content_type":"str","model":"gpt-4o","metrics":{"input_tokens":12,"output_tokens":4,
    "total_tokens":16,"duration":0.81,"details":{"model":[{"id":"gpt-4o","input_tokens":12}]}},
    "status":"COMPLETED","requirements":null,"references":null}"#;

#[rstest::rstest]
#[case::v1(RUN_1)]
#[case::v2(RUN_2)]
#[case::v3(RUN_3)]
#[tokio::test]
async fn recorded_runs_are_read(#[case] body: &'static str) {
    let reply = ask("agent:a", body, false).await.unwrap();
    assert_eq!((reply.text.as_str(), reply.model.as_deref()), ("Fine.", Some("gpt-4o")));
    assert_eq!((reply.input_tokens, reply.output_tokens), (Some(12), Some(4)));
}

/// 2.x and 3.x: reasoning, tools, memories and intermediate content lie between.
const STREAM: &str = concat!(
    "event: RunStarted\ndata: {\"event\":\"RunStarted\",\"run_id\":\"r\",\"model\":\"gpt-4o\"}\n\n",
    "event: ReasoningStep\ndata: {\"event\":\"ReasoningStep\",\"content\":{\"title\":\"no\"}}\n\n",
    "event: ToolCallStarted\ndata: {\"event\":\"ToolCallStarted\",\"tool\":{}}\n\n",
    "event: RunIntermediateContent\ndata: {\"event\":\"RunIntermediateContent\",\"content\":\"no\"}\n\n",
    "event: RunContent\ndata: {\"event\":\"RunContent\",\"content\":\"Fi\"}\n\n",
    "event: RunContent\ndata: {\"event\":\"RunContent\",\"content\":null,\"reasoning_content\":\"no\"}\n\n",
    "event: RunContent\ndata: {\"event\":\"RunContent\",\"content\":\"ne.\"}\n\n",
    "event: MemoryUpdateCompleted\ndata: {\"event\":\"MemoryUpdateCompleted\"}\n\n",
    "event: RunCompleted\ndata: {\"event\":\"RunCompleted\",\"content\":\"Fine.\",\"metrics\":",
    "{\"input_tokens\":12,\"output_tokens\":4,\"duration\":0.8}}\n\n",
);
/// 1.x before 1.6: deltas are named `RunResponse`.
const OLDEST: &str = concat!(
    "{\"event\":\"RunStarted\",\"content\":\"Run started\"}",
    "{\"event\":\"RunResponse\",\"content\":\"Fi\",\"model\":\"gpt-4o\"}",
    "{\"event\":\"ToolCallStarted\",\"content\":\"no\"}",
    "{\"event\":\"RunResponse\",\"content\":\"ne.\"}",
    "{\"event\":\"RunCompleted\",\"content\":\"Fine.\",\"metrics\":{\"input_tokens\":[12],\"output_tokens\":[4]}}",
);

#[rstest::rstest]
#[case::v2_and_3(STREAM)]
#[case::v1(OLDEST)]
#[tokio::test]
async fn recorded_streams_are_read(#[case] body: &'static str) {
    let reply = ask("agent:a", body, true).await.unwrap();
    assert_eq!((reply.text.as_str(), reply.model.as_deref()), ("Fine.", Some("gpt-4o")));
    assert_eq!((reply.input_tokens, reply.output_tokens), (Some(12), Some(4)));
}

#[tokio::test]
async fn structured_output_is_its_json() {
    let whole = ask("agent:a", r#"{"content":{"a":1},"status":"COMPLETED"}"#, false).await;
    assert_eq!(whole.unwrap().text, r#"{"a":1}"#);
    let body = "data: {\"event\":\"RunContent\",\"content\":{\"a\":1}}\n\n\
                data: {\"event\":\"RunCompleted\",\"content\":{\"a\":1}}\n\n";
    assert_eq!(ask("agent:a", body, true).await.unwrap().text, r#"{"a":1}"#);
}

#[rstest::rstest]
#[case::error(r#"{"content":"private","status":"ERROR"}"#, "agent_bad_answer", true)]
#[case::paused(r#"{"content":null,"status":"PAUSED"}"#, "agent_refused", false)]
#[case::cancelled(r#"{"content":"","status":"CANCELLED"}"#, "agent_refused", false)]
#[case::pending(r#"{"run_id":"r","status":"PENDING"}"#, "agent_bad_answer", true)]
#[case::nothing(r#"{"content":" ","status":"COMPLETED"}"#, "agent_empty_answer", false)]
#[case::other(r#"["private"]"#, "agent_bad_answer", true)]
#[tokio::test]
async fn runs_without_an_answer_are_named(
    #[case] body: &'static str,
    #[case] code: &str,
    #[case] retryable: bool,
) {
    let error = ask("agent:a", body, false).await.unwrap_err();
    assert_eq!((error.code(), error.retryable()), (code, retryable), "{error}");
    assert!(!error.to_string().contains("private"));
}

#[rstest::rstest]
#[case::error("data: {\"event\":\"RunError\",\"content\":\"private\"}\n\n", "agent_bad_answer")]
#[case::cancelled("data: {\"event\":\"RunCancelled\",\"reason\":\"private\"}\n\n", "agent_refused")]
#[case::paused("data: {\"event\":\"RunPaused\"}\n\n", "agent_refused")]
#[case::cut("data: {\"event\":\"RunContent\",\"content\":\"half\"}\n\n", "agent_bad_answer")]
#[case::empty("data: {\"event\":\"RunCompleted\",\"content\":null}\n\n", "agent_empty_answer")]
#[case::garbage("data: private\n\n", "agent_bad_answer")]
#[tokio::test]
async fn streams_without_an_answer_are_named(#[case] body: &'static str, #[case] code: &str) {
    let error = ask("agent:a", body, true).await.unwrap_err();
    assert_eq!(error.code(), code, "{error}");
    assert!(!error.to_string().contains("private"));
}
