//! The echoing `AgentOS`.

use omni_sandbox::agno::Agno;
use serde_json::Value;

use crate::harness::http;

fn form(stream: &str) -> reqwest::multipart::Form {
    let file = reqwest::multipart::Part::bytes(b"abc".to_vec()).file_name("a.txt");
    reqwest::multipart::Form::new()
        .text("message", "hello there")
        .text("stream", stream.to_owned())
        .text("session_id", "s1")
        .part("files", file.mime_str("text/plain").unwrap())
}

#[tokio::test]
async fn an_agent_is_listed_and_runs_whole_and_streamed() {
    let agno = Agno::start(0).await.unwrap();
    let agents: Value =
        http().get(format!("{}/agents", agno.url())).send().await.unwrap().json().await.unwrap();
    let id = agents[0]["id"].as_str().unwrap();
    let url = format!("{}/agents/{id}/runs", agno.url());
    let whole = http().post(&url).multipart(form("false")).send().await.unwrap();
    let whole: Value = whole.json().await.unwrap();
    assert_eq!(whole["content"], "You said: hello there");
    assert_eq!((&whole["status"], &whole["session_id"]), (&"COMPLETED".into(), &"s1".into()));
    assert_eq!(agno.runs()[0].files, [("a.txt".to_owned(), "text/plain".to_owned(), 3)]);
    let streamed = http().post(&url).multipart(form("true")).send().await.unwrap();
    let text = streamed.text().await.unwrap();
    let names: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("event: ")).collect();
    assert_eq!(names.first(), Some(&"RunStarted"));
    assert_eq!(names.last(), Some(&"RunCompleted"));
    assert!(names.contains(&"RunContent"), "{names:?}");
    agno.require_key("k");
    let refused = http().get(format!("{}/teams", agno.url())).send().await.unwrap();
    assert_eq!(refused.status(), 401);
    let missing = http().post(format!("{}/agents/unknown/runs", agno.url())).bearer_auth("k");
    assert_eq!(missing.multipart(form("false")).send().await.unwrap().status(), 404);
}
