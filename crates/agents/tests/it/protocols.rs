//! Each protocol's client with its counterpart in the sandbox.

use crate::server::{client_of, request};
use omni_agents::{
    AgentClient, AgentError, AgentOutcome, AgentReply, AskContext, Question, Sender,
};
use omni_sandbox::agent_api::AgentApi;
use omni_sandbox::agno::{Agno, Version};
use omni_sandbox::anthropic::Anthropic;
use omni_sandbox::model::Model;
use omni_sandbox::script::{Reaction, Rule};
use omni_sandbox::webhook::Webhook;
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

async fn whole(client: &Arc<dyn AgentClient>) -> AgentReply {
    client.answer(request(), CancellationToken::new()).await.unwrap()
}

async fn streamed(client: &Arc<dyn AgentClient>) -> (AgentReply, Vec<String>) {
    let mut pieces = Vec::new();
    let mut keep = |piece: &str| pieces.push(piece.to_owned());
    let reply =
        client.answer_streaming(request(), CancellationToken::new(), &mut keep).await.unwrap();
    (reply, pieces)
}

#[rstest::rstest]
#[tokio::test]
async fn agno_of_every_version_runs_agents_teams_and_workflows(
    #[values(Version::V1, Version::V2, Version::V3)] version: Version,
    #[values("echo-agent", "team:echo-team", "echo-team", "echo-flow", "workflow:echo-flow")]
    id: &str,
) {
    let agno = Agno::start_version(0, version).await.unwrap();
    agno.require_key("sk-secret-key");
    let client = client_of("agno", &agno.url(), id, &json!({ "fields": { "metadata": {"a": 1} } }));
    let reply = whole(&client).await;
    assert_eq!(reply.text, "You said: How are you?");
    assert_eq!((reply.input_tokens, reply.output_tokens), (Some(3), Some(5)));
    let (reply, pieces) = streamed(&client).await;
    assert_eq!(reply.text, "You said: How are you?");
    assert_eq!(pieces.concat(), reply.text);
    if !id.contains("flow") {
        assert_eq!(pieces.len(), 5, "{pieces:?}");
    }
    let runs = agno.runs();
    assert_eq!(runs.len(), 2);
    assert_eq!(runs[0].field("session_id"), Some("session"));
    assert_eq!(runs[0].field("user_id"), Some("user"));
    assert_eq!((runs[0].field("stream"), runs[1].field("stream")), (Some("false"), Some("true")));
    if !(version == Version::V1 && id.contains("flow")) {
        assert_eq!(runs[0].field("metadata"), Some(r#"{"a":1}"#));
    }
    assert!(client.health(Duration::from_secs(5)).await.is_ok());
}

#[tokio::test]
async fn an_agno_answers_404_for_an_unknown_agent() {
    let agno = Agno::start(0).await.unwrap();
    for id in ["missing", "agent:echo-team"] {
        let client = client_of("agno", &agno.url(), id, &json!({}));
        let error = client.answer(request(), CancellationToken::new()).await.unwrap_err();
        assert_eq!(error, AgentError::Status { status: 404, reason: None });
        assert!(!error.retryable());
    }
}

#[rstest::rstest]
#[tokio::test]
async fn a_failed_run_is_an_error_whole_and_streamed(
    #[values(Version::V1, Version::V2, Version::V3)] version: Version,
    #[values("echo-agent", "echo-team")] id: &str,
    #[values(false, true)] streaming: bool,
) {
    let agno = Agno::start_version(0, version).await.unwrap();
    agno.script(vec![Rule::new("", Reaction::Error("private words".to_owned()))]);
    let client = client_of("agno", &agno.url(), id, &json!({}));
    let mut request = request();
    request.streaming = streaming;
    let error = client.answer(request, CancellationToken::new()).await.unwrap_err();
    assert_eq!((error.code(), error.retryable()), ("agent_bad_answer", true));
    assert!(error.to_string().contains("model_provider_error"), "{error}");
    assert!(!format!("{error:?}").contains("private words"));
}

#[tokio::test]
async fn agent_api_sends_what_omni_v1_sent() {
    let api = AgentApi::start(0).await.unwrap();
    api.require_key("sk-secret-key");
    let client = client_of("agent_api", &api.url(), "simple", &json!({}));
    let reply = whole(&client).await;
    assert_eq!(reply.text, "You said: How are you?");
    assert_eq!((reply.input_tokens, reply.output_tokens), (Some(3), Some(5)));
    let (_, pieces) = streamed(&client).await;
    assert_eq!(pieces, ["You said: How are you?"]);

    let mut question = Question::from(request());
    question.context = context(None);
    client.ask(question, CancellationToken::new(), &mut |_: &str| {}).await.unwrap();
    let runs = api.runs();
    assert_eq!(runs[0].body["message_limit"], 100);
    assert_eq!(runs[0].body["session_name"], "session");
    // uuid.uuid5(uuid.NAMESPACE_OID, "user")
    assert_eq!(runs[0].body["user_id"], "86fb818d-9e92-5942-a62a-b31717e7a536");
    assert_eq!(runs[2].body["user"]["phone_number"], "+5511999999999");
    assert_eq!(runs[2].body["user"]["user_data"]["whatsapp_id"], "5511999999999@s.whatsapp.net");
    assert_eq!(runs[2].body.get("user_id"), None);
    assert!(client.health(Duration::from_secs(5)).await.is_ok());
}

#[tokio::test]
async fn agent_api_never_passes_on_a_command() {
    let api = AgentApi::start(0).await.unwrap();
    api.script(vec![
        Rule::say("", "AUTOMAGIK:ACCESS_DENIED").times(1),
        Rule::new("", Reaction::Error("private words".to_owned())),
    ]);
    let client = client_of("agent_api", &api.url(), "simple", &json!({}));
    let refused = client.answer(request(), CancellationToken::new()).await.unwrap_err();
    assert_eq!((refused.code(), refused.retryable()), ("agent_refused", false));
    let failed = client.answer(request(), CancellationToken::new()).await.unwrap_err();
    assert_eq!((failed.code(), failed.retryable()), ("agent_bad_answer", true));
}

#[tokio::test]
async fn anthropic_gets_a_conversation_that_begins_with_the_user() {
    let model = Anthropic::start(0).await.unwrap();
    model.require_key("sk-secret-key");
    let client = client_of("anthropic", &model.url(), "claude-x", &json!({ "maxTokens": 99 }));
    let reply = whole(&client).await;
    assert_eq!(reply.text, "You said: How are you?");
    assert_eq!(reply.model.as_deref(), Some("claude-x"));
    let (reply, pieces) = streamed(&client).await;
    assert_eq!((reply.text.as_str(), pieces.len()), ("You said: How are you?", 5));
    assert_eq!((reply.input_tokens, reply.output_tokens), (Some(3), Some(5)));
    let asked = &model.requests()[0];
    assert_eq!(asked.version.as_deref(), Some("2023-06-01"));
    assert_eq!(
        asked.body,
        json!({
            "model": "claude-x", "max_tokens": 99, "system": "Be brief.", "stream": false,
            "messages": [
                { "role": "user", "content": "private words" },
                { "role": "assistant", "content": "Hello!" },
                { "role": "user", "content": "How are you?" },
            ],
        })
    );
    assert!(client.health(Duration::from_secs(5)).await.is_ok());

    model.script(vec![Rule::new("", Reaction::Error("private words".to_owned()))]);
    for streaming in [false, true] {
        let mut request = request();
        request.streaming = streaming;
        let error = client.answer(request, CancellationToken::new()).await.unwrap_err();
        let expected =
            AgentError::Status { status: 529, reason: Some("overloaded_error".to_owned()) };
        assert_eq!((&error, error.retryable()), (&expected, true));
    }
}

fn context(reply_url: Option<&str>) -> AskContext {
    AskContext {
        event_id: Some("event-1".to_owned()),
        instance_id: Some("instance-1".to_owned()),
        channel: Some("whatsapp".to_owned()),
        chat_id: Some("chat-1".to_owned()),
        trace_id: Some("trace-1".to_owned()),
        sender: Sender {
            id: Some("5511999999999@s.whatsapp.net".to_owned()),
            name: Some("Ana".to_owned()),
            phone: Some("+5511999999999".to_owned()),
            ..Sender::default()
        },
        reply_url: reply_url.map(str::to_owned),
        ..AskContext::default()
    }
}

async fn ask(
    client: &Arc<dyn AgentClient>,
    reply_url: Option<&str>,
) -> Result<AgentOutcome, AgentError> {
    let mut question = Question::from(request());
    question.context = context(reply_url);
    client.ask(question, CancellationToken::new(), &mut |_: &str| {}).await
}

#[tokio::test]
async fn a_webhook_answers_at_once_or_later() {
    let hook = Webhook::start(0).await.unwrap();
    hook.require_key("sk-secret-key");
    let client = client_of("webhook", &hook.url(), "", &json!({}));
    let AgentOutcome::Answered(reply) = ask(&client, None).await.unwrap() else { panic!() };
    assert_eq!(reply.text, "You said: How are you?");
    let call = &hook.calls()[0];
    assert_eq!(call.provider.as_deref(), Some("webhook"));
    assert_eq!(call.body["event"]["id"], "event-1");
    assert_eq!(call.body["instance"]["channelType"], "whatsapp");
    assert_eq!(call.body["sender"]["name"], "Ana");
    assert_eq!(call.body["traceId"], "trace-1");
    assert_eq!(call.body["replyEndpoint"], Value::Null);

    hook.set_later(true);
    let url = "https://omni/replies/once";
    assert_eq!(ask(&client, Some(url)).await, Ok(AgentOutcome::Deferred));
    assert_eq!(hook.calls()[1].body["replyEndpoint"], url);
    // An answer that says nothing is neither "later" nor a failure.
    hook.set_later(false);
    hook.script(vec![Rule::say("", "")]);
    let AgentOutcome::Answered(reply) = ask(&client, Some(url)).await.unwrap() else { panic!() };
    assert_eq!(reply.text, "");
    hook.script(Vec::new());
    hook.set_later(true);
    // Without a reply URL, "later" is no answer.
    assert_eq!(ask(&client, None).await, Err(AgentError::EmptyAnswer));

    let fire_and_forget =
        client_of("webhook", &hook.url(), "", &json!({ "mode": "fire-and-forget" }));
    assert_eq!(ask(&fire_and_forget, Some(url)).await, Ok(AgentOutcome::Deferred));
    assert_eq!(ask(&fire_and_forget, None).await.unwrap_err().code(), "agent_invalid");
    assert_eq!(hook.calls().len(), 5, "a question that cannot be answered is not sent");
    // HEAD is answered with 405, which counts as reachable.
    assert!(client.health(Duration::from_secs(5)).await.is_ok());
    let shown = format!("{:?}", context(Some(url)));
    assert!(!shown.contains("once") && !shown.contains("5511"), "{shown}");
}

#[tokio::test]
async fn a_model_answers_slowly_seeded_and_by_script() {
    let model = Model::start(0).await.unwrap();
    model.script(vec![
        Rule::new("slow", Reaction::Slowly("one two three".to_owned(), 20)),
        Rule::new("", Reaction::Seeded(7)),
    ]);
    let client = client_of("openai", &model.url(), "m", &json!({}));
    let mut slow = request();
    slow.history.last_mut().unwrap().text = "slow".to_owned();
    let mut pieces = Vec::new();
    let mut keep = |piece: &str| pieces.push(piece.to_owned());
    let reply = client.answer_streaming(slow, CancellationToken::new(), &mut keep).await.unwrap();
    assert_eq!(pieces, ["one ", "two ", "three"]);
    assert!(reply.latency >= Duration::from_millis(60));
    let (first, again) = (whole(&client).await.text, whole(&client).await.text);
    assert_eq!(first, again);
    assert!(first.split(' ').count() >= 5, "{first}");
}
