//! Files that are sent with a request.

use crate::server::{client_of, request};
use bytes::Bytes;
use futures::{StreamExt as _, stream};
use omni_agents::{AgentOutcome, Attachment, Question};
use omni_sandbox::agent_api::AgentApi;
use omni_sandbox::agno::Agno;
use omni_sandbox::anthropic::Anthropic;
use omni_sandbox::model::Model;
use serde_json::json;
use tokio_util::sync::CancellationToken;

fn picture() -> Attachment {
    let mut picture = Attachment::new("cat.png", "image/png", 3, || {
        // One byte at a time.
        stream::iter(b"cat".iter().map(|byte| Ok(Bytes::copy_from_slice(&[*byte])))).boxed()
    });
    picture.reading = Some("[a cat]".to_owned());
    picture
}

fn question(attachments: Vec<Attachment>) -> Question {
    let mut question = Question::from(request());
    question.attachments = attachments;
    question
}

async fn ask(kind: &str, base: &str, options: serde_json::Value, files: Vec<Attachment>) -> String {
    let agent = match kind {
        "agent_api" => "simple",
        "agno" => "echo-agent",
        _ => "m",
    };
    let client = client_of(kind, base, agent, &options);
    let cancel = CancellationToken::new();
    let outcome = client.ask(question(files), cancel, &mut |_: &str| {}).await.unwrap();
    let AgentOutcome::Answered(reply) = outcome else { panic!("an answer") };
    reply.text
}

#[tokio::test]
async fn a_picture_is_sent_only_to_a_model_that_supports_it() {
    let model = Model::start(0).await.unwrap();
    let sees = json!({ "supportsImages": true });
    let answer = ask("openai", &model.url(), sees, vec![picture()]).await;
    assert_eq!(answer, "Seen: cat");
    let answer = ask("openai", &model.url(), json!({}), vec![picture()]).await;
    assert_eq!(answer, "You said: How are you?\n[a cat]");
}

#[tokio::test]
async fn anthropic_and_agent_api_get_base64() {
    let model = Anthropic::start(0).await.unwrap();
    ask("anthropic", &model.url(), json!({}), vec![picture()]).await;
    let content = &model.requests()[0].body["messages"][2]["content"];
    let source = json!({ "type": "base64", "media_type": "image/png", "data": "Y2F0" });
    assert_eq!(
        *content,
        json!([{ "type": "image", "source": source }, { "type": "text", "text": "How are you?" }])
    );

    let api = AgentApi::start(0).await.unwrap();
    ask("agent_api", &api.url(), json!({}), vec![picture()]).await;
    let body = &api.runs()[0].body;
    assert_eq!(body["message_type"], "image");
    assert_eq!(body["media_contents"][0]["data"], "Y2F0");
    assert_eq!(body["media_contents"][0]["size_bytes"], 3);
}

#[tokio::test]
async fn an_agno_gets_files_and_a_workflow_their_readings() {
    let agno = Agno::start(0).await.unwrap();
    let odd = Attachment::from_bytes("a.bin", "application/x-odd", vec![1, 2, 3]);
    let empty = Attachment::from_bytes("b.png", "image/png", Vec::new());
    let large = Attachment::new("c.txt", "text/plain; charset=utf-8", 5 << 20, || {
        stream::repeat_with(|| Ok(Bytes::from_static(&[b'x'; 1024]))).take(5 << 10).boxed()
    });
    ask("agno", &agno.url(), json!({}), vec![picture(), odd, empty, large]).await;
    let expected = [
        ("cat.png".to_owned(), "image/png".to_owned(), 3),
        ("c.txt".to_owned(), "text/plain".to_owned(), 5 << 20),
    ];
    assert_eq!(agno.runs()[0].files, expected);

    let client = client_of("agno", &agno.url(), "workflow:echo-flow", &json!({}));
    let cancel = CancellationToken::new();
    client.ask(question(vec![picture()]), cancel, &mut |_: &str| {}).await.unwrap();
    let run = &agno.runs()[1];
    assert_eq!(run.field("message"), Some("How are you?\n[a cat]"));
    assert!(run.files.is_empty());
}

#[tokio::test]
async fn files_beyond_the_limit_are_not_sent() {
    let agno = Agno::start(0).await.unwrap();
    let client = client_of("agno", &agno.url(), "echo-agent", &json!({}));
    let mut question = question(vec![picture(), picture()]);
    question.max_attachment_bytes = 4;
    client.ask(question, CancellationToken::new(), &mut |_: &str| {}).await.unwrap();
    let run = &agno.runs()[0];
    assert_eq!(run.files.len(), 1);
    assert_eq!(run.field("message"), Some("How are you?\n[a cat]"));
}
