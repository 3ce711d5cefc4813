//! The client with a real `AgentOS`, installed by `pip`; `scripts/agno-server.sh` runs it.

use crate::server::{http, request};
use omni_agents::{
    AgentClients, AgentDirectory, AgentEndpoint, AgentError, Attachment, ProviderAddress, Question,
};
use omni_domain::provider::ProviderKind;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// As in `tests/python/agno_os.py`.
const SECURITY_KEY: &str = "os-secret-key";
const SOON: Duration = Duration::from_secs(20);

#[expect(clippy::disallowed_methods, reason = "the script passes the address of the AgentOS")]
fn url() -> String {
    std::env::var("OMNI_TEST_AGNO_URL").expect("run scripts/agno-server.sh")
}

fn endpoint(agent: &str, key: &str) -> AgentEndpoint {
    AgentEndpoint {
        kind: "agno".to_owned(),
        base_url: url(),
        api_key: Some(key.to_owned()),
        agent_id: Some(agent.to_owned()),
        options: serde_json::Map::new(),
        tools: Vec::new(),
    }
}

#[tokio::test]
#[ignore = "scripts/agno-server.sh starts the AgentOS that it asks"]
async fn a_real_agent_os_answers() {
    let address = ProviderAddress {
        kind: ProviderKind::Agno,
        base_url: url(),
        api_key: Some(SECURITY_KEY.to_owned()),
        options: serde_json::Map::new(),
    };
    let directory = AgentDirectory::new(http());
    directory.health(&address, SOON).await.unwrap();
    let entries = directory.agents(&address, SOON).await.unwrap();
    let ids: Vec<&str> = entries.iter().map(|entry| entry.id.as_str()).collect();
    assert_eq!(ids, ["echo-agent", "echo-team", "echo-flow"]);

    let clients = AgentClients::new(http());
    // With and without naming the kind of the id.
    for id in ["echo-agent", "team:echo-team", "workflow:echo-flow", "echo-team", "echo-flow"] {
        let client = clients.client_for(&endpoint(id, SECURITY_KEY)).unwrap();
        let whole = client.answer(request(), CancellationToken::new()).await.unwrap();
        assert_eq!(whole.text, "You said: How are you?", "{id}");
        let mut pieces = Vec::new();
        let mut keep = |piece: &str| pieces.push(piece.to_owned());
        let cancel = CancellationToken::new();
        let streamed = client.answer_streaming(request(), cancel, &mut keep).await.unwrap();
        assert_eq!(streamed.text, "You said: How are you?", "{id}");
        assert_eq!(pieces.concat(), streamed.text, "{id}");
        assert!(id.contains("flow") || pieces.len() > 1, "{id}: {pieces:?}");
    }

    let client = clients.client_for(&endpoint("echo-agent", SECURITY_KEY)).unwrap();
    let mut question = Question::from(request());
    question.attachments = vec![Attachment::from_bytes("a.txt", "text/plain", "some words")];
    client.ask(question, CancellationToken::new(), &mut |_: &str| {}).await.unwrap();
}

#[tokio::test]
#[ignore = "scripts/agno-server.sh starts the AgentOS that it asks"]
async fn a_real_agent_os_refuses() {
    let clients = AgentClients::new(http());
    let ask = |endpoint: AgentEndpoint| {
        let client = clients.client_for(&endpoint).unwrap();
        async move { client.answer(request(), CancellationToken::new()).await.unwrap_err() }
    };
    assert_eq!(ask(endpoint("echo-agent", "wrong")).await, AgentError::Unauthorized);
    let missing = ask(endpoint("missing", SECURITY_KEY)).await;
    assert!(matches!(missing, AgentError::Status { status: 404, .. }), "{missing}");
}
