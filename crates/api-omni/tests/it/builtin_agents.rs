//! The built-in agent as a provider: its options, its tools, and its memory.

use crate::support::{app_that_calls_out, deliver, from_ann, line};
use axum::http::{Method, StatusCode};
use omni_domain::ids::InstanceId;
use omni_sandbox::model::Model;
use omni_sandbox::script::Rule;
use omni_sandbox::tools::Tools;
use omni_testing::{Answer, SentByMock, TestApp};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

const SOON: Duration = Duration::from_secs(20);
const MASK: &str = "********";

struct Setup {
    app: TestApp,
    model: Model,
    tools: Tools,
}

impl Setup {
    async fn new() -> Self {
        let app = app_that_calls_out().await;
        let model = Model::start(0).await.expect("a model");
        model.require_key("model-key");
        let tools = Tools::start(0).await.expect("tools");
        tools.require_key("tool-key");
        Self { app, model, tools }
    }

    fn adder(&self) -> Value {
        let number = json!({ "type": "number" });
        json!({
            "name": "add",
            "description": "Adds two numbers",
            "parameters": {
                "type": "object",
                "required": ["a", "b"],
                "properties": { "a": number, "b": number },
            },
            "url": self.tools.http_url("add"),
            "headers": { "authorization": "Bearer tool-key" },
        })
    }

    async fn make(&self, metadata: Value) -> Answer {
        let body = json!({
            "name": "house", "type": "builtin", "apiUrl": self.model.url(), "apiKey": "model-key",
            "metadata": metadata,
        });
        self.app.post("/api/v2/providers", body).await
    }

    async fn change(&self, id: &Value, metadata: Value) -> Answer {
        let path = format!("/api/v2/providers/{}", id.as_str().expect("an id"));
        self.app.call(Method::PATCH, &path, Some(json!({ "metadata": metadata }))).await
    }

    /// A connected instance with this agent.
    async fn instance(&self, provider: &Value) -> InstanceId {
        let instance = self.app.connected_instance("shop").await;
        let agent = json!({ "agent": { "providerId": provider } });
        let path = format!("/api/v2/instances/{instance}");
        let set = self.app.call(Method::PATCH, &path, Some(agent)).await;
        assert_eq!(set.status, StatusCode::OK, "{}", set.body);
        instance
    }

    /// The answer to the message.
    async fn answer(&self, instance: InstanceId, id: &str, text: &str) -> String {
        let session = self.app.channel.session(instance).expect("a session");
        let before = session.sent().len();
        deliver(&self.app, instance, vec![from_ann(id, text)]).await;
        let began = Instant::now();
        loop {
            if let Some(SentByMock::Message(message)) = session.sent().get(before) {
                let omni_channel::OutboundContent::Text(text) = &message.content else { panic!() };
                return text.clone();
            }
            let turns = self.app.get("/api/v2/turns?limit=1").await.body;
            assert!(began.elapsed() < SOON, "no answer: {turns}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

#[tokio::test]
async fn it_calls_tools_over_http_and_mcp_with_arguments() {
    let setup = Setup::new().await;
    let created = setup
        .make(json!({
            "model": "tiny",
            "system": "You are the shop.",
            "memory": { "opens": "9 to 5" },
            "tools": [setup.adder()],
            "mcpServers": [{ "url": setup.tools.mcp_url(), "token": "tool-key" }],
        }))
        .await;
    assert_eq!(created.status, StatusCode::CREATED, "{}", created.body);
    let instance = setup.instance(&created.body["id"]).await;
    setup.model.script(vec![
        Rule::call("sum", "add", json!({ "a": 2, "b": 3 })).times(1),
        Rule::call("say", "echo", json!({ "text": "from MCP" })).times(1),
    ]);
    let sum = setup.answer(instance, "A1", "sum it").await;
    assert_eq!(sum, r#"The tools say: {"result":"5"}"#);
    assert_eq!(setup.answer(instance, "A2", "say it").await, "The tools say: from MCP");
    let turns = setup.app.get("/api/v2/turns").await.body;
    let called = &turns["items"][1]["calledTools"][0];
    assert_eq!((&called["name"], &called["failed"]), (&json!("add"), &json!(false)), "{turns}");
    let calls = setup.tools.calls();
    assert_eq!(calls[0].arguments, json!({ "a": 2, "b": 3 }));
    assert!(calls.iter().all(|call| call.token.as_deref() == Some("tool-key")), "{calls:?}");
    let request = &setup.model.requests()[0];
    assert_eq!(request.token.as_deref(), Some("model-key"));
    assert_eq!(request.body["model"], "tiny");
    let system = request.body["messages"][0]["content"].as_str().expect("a prompt");
    assert_eq!(system, "You are the shop.\n\nWhat you remember:\n- opens: 9 to 5");
    // The tool `add` takes precedence over that of the MCP server.
    assert_eq!(request.body["tools"].as_array().expect("tools").len(), 5);
    setup.app.stop().await;
}

#[tokio::test]
async fn memory_of_a_person_is_available_in_the_next_answer() {
    let setup = Setup::new().await;
    let created = setup.make(json!({ "model": "tiny", "memoryKeys": ["city", "diet"] })).await;
    assert_eq!(created.status, StatusCode::CREATED, "{}", created.body);
    let instance = setup.instance(&created.body["id"]).await;
    let learned = json!({ "key": "city", "value": "Recife" });
    setup.model.script(vec![Rule::call("I live", "remember", learned).times(1)]);
    assert_eq!(setup.answer(instance, "A1", "I live in Recife").await, "The tools say: noted");
    assert_eq!(setup.answer(instance, "A2", "hello").await, "You said: hello");
    let requests = setup.model.requests();
    let system = requests.last().expect("a request").body["messages"][0]["content"].clone();
    assert_eq!(system, "What you remember:\n- city: Recife");
    let persons = setup.app.get("/api/v2/persons?search=Ann").await.body;
    assert_eq!(persons["items"][0]["metadata"]["memory"], json!({ "city": "Recife" }), "{persons}");
    setup.app.stop().await;
}

#[tokio::test]
async fn a_trace_names_the_tool_server_that_could_not_be_reached() {
    let setup = Setup::new().await;
    let nowhere = json!([{ "url": "http://127.0.0.1:1/mcp" }]);
    let made = setup.make(json!({ "model": "m", "mcpServers": nowhere })).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    let instance = setup.instance(&made.body["id"]).await;
    assert_eq!(setup.answer(instance, "A1", "hello").await, "You said: hello");
    let received = setup.app.get("/api/v2/events?eventType=message.received").await.body;
    let id = received["items"][0]["id"].as_str().expect("an id").to_owned();
    let trace = setup.app.get(&format!("/api/v2/events/{id}/trace")).await.body;
    assert_eq!(trace["turn"]["unreachableTools"], json!(["http://127.0.0.1:1/mcp"]), "{trace}");
    setup.app.stop().await;
}

#[tokio::test]
async fn its_secrets_are_sealed_masked_and_bound_to_their_address() {
    let setup = Setup::new().await;
    let server = json!({ "url": setup.tools.mcp_url(), "token": "tool-key" });
    let options = json!({ "model": "m", "tools": [setup.adder()], "mcpServers": [server] });
    let created = setup.make(options.clone()).await;
    let id = created.body["id"].clone();
    let metadata = &created.body["metadata"];
    assert_eq!(metadata["tools"][0]["headers"], json!({ "authorization": MASK }));
    assert_eq!(metadata["mcpServers"][0]["token"], MASK);
    let store = &setup.app.app.store;
    let provider = store
        .find_provider(
            omni_domain::TenantId::DEFAULT,
            id.as_str().expect("one").parse().expect("one"),
        )
        .await
        .expect("read")
        .expect("a provider");
    let stored = json!(provider.metadata).to_string();
    assert!(!stored.contains("tool-key") && stored.contains("sealed:v2:"), "{stored}");

    // A returned provider can be sent back; the secrets are kept.
    let mut shown = metadata.clone();
    shown["system"] = json!("Be kind.");
    let changed = setup.change(&id, shown.clone()).await;
    assert_eq!(changed.body["metadata"], shown, "{}", changed.body);
    let instance = setup.instance(&id).await;
    setup.model.script(vec![Rule::call("sum", "add", json!({ "a": 1, "b": 1 })).times(1)]);
    let sum = setup.answer(instance, "A1", "sum it").await;
    assert_eq!(sum, r#"The tools say: {"result":"2"}"#);

    let mut moved = shown.clone();
    moved["tools"][0]["url"] = json!(setup.tools.http_url("echo"));
    assert_eq!(line(&setup.change(&id, moved).await), "400 VALIDATION_ERROR metadata");
    let mut moved = shown;
    moved["mcpServers"][0]["url"] = json!("http://127.0.0.1:9/mcp");
    assert_eq!(line(&setup.change(&id, moved).await), "400 VALIDATION_ERROR metadata");
    let path = format!("/api/v2/providers/{}", id.as_str().expect("an id"));
    let other = setup.app.call(Method::PATCH, &path, Some(json!({ "type": "openai" }))).await;
    assert_eq!(line(&other), "400 VALIDATION_ERROR metadata", "sealed options are not shown");
    let other = json!({ "type": "openai", "metadata": {} });
    let other = setup.app.call(Method::PATCH, &path, Some(other)).await;
    assert_eq!(other.body["metadata"], json!({}), "{}", other.body);
    setup.app.stop().await;
}

#[tokio::test]
async fn errors_of_invalid_options_name_their_path() {
    let setup = Setup::new().await;
    let mut private = setup.adder();
    private["url"] = json!("http://10.0.0.1/add");
    let private_server = json!({ "url": "http://[::ffff:192.168.0.1]/mcp" });
    let mut nameless = setup.adder();
    nameless["name"] = json!("no name");
    let cases = [
        (json!({ "tools": [private] }), "`10.0.0.1` cannot be called: the address is private"),
        (json!({ "mcpServers": [private_server] }), "the address is private"),
        (json!({ "tools": [nameless] }), "need names"),
        (json!({ "tools": [{ "name": "x" }] }), "metadata.tools[0]: missing field `url`"),
        (json!({ "modelApi": "gemini" }), "metadata.modelApi"),
        (json!({ "maxStep": 1 }), "unknown field `maxStep`"),
        (json!({ "maxSteps": 1000 }), "maxSteps is a number from 1 to 64"),
        (json!({ "mcpServers": [{ "url": "http://127.0.0.1:9/", "token": MASK }] }), "mask"),
    ];
    for (metadata, text) in cases {
        let answer = setup.make(metadata.clone()).await;
        assert_eq!(line(&answer), "400 VALIDATION_ERROR metadata", "{metadata}");
        let message = answer.body["error"]["message"].as_str().expect("a message");
        assert!(message.contains(text), "{metadata}: {message}");
    }
    setup.app.stop().await;
}

#[tokio::test]
async fn a_forbidden_address_fails_the_turn_with_its_code() {
    let setup = Setup::new().await;
    let created = setup.make(json!({ "model": "m", "tools": [setup.adder()] })).await;
    let id = created.body["id"].clone();
    let instance = setup.instance(&id).await;
    // As if an earlier configuration had allowed it.
    let store = &setup.app.app.store;
    let found = store
        .find_provider(
            omni_domain::TenantId::DEFAULT,
            id.as_str().expect("one").parse().expect("one"),
        )
        .await;
    let mut provider = found.expect("read").expect("a provider");
    provider.metadata["tools"][0]["url"] = json!("http://169.254.169.254/latest");
    provider.metadata["tools"][0]["headers"] = json!({});
    store
        .write(move |tx| Box::pin(async move { tx.update_provider(&provider).await }))
        .await
        .expect("written");
    deliver(&setup.app, instance, vec![from_ann("A1", "hello")]).await;
    let began = Instant::now();
    let turn = loop {
        let turn = setup.app.get("/api/v2/turns?limit=1").await.body["items"][0].clone();
        if turn["state"] == "failed" {
            break turn;
        }
        assert!(began.elapsed() < SOON, "{turn}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    };
    assert_eq!(turn["error"]["code"], "agent_invalid", "{turn}");
    let message = turn["error"]["message"].as_str().expect("a message");
    assert!(message.contains("`169.254.169.254` cannot be called"), "{message}");
    assert_eq!(turn["attempts"], 1, "it is not retried");
    assert!(setup.model.requests().is_empty());
    setup.app.stop().await;
}

#[tokio::test]
async fn its_model_is_checked_and_its_models_are_listed() {
    let setup = Setup::new().await;
    let created = setup.make(json!({ "model": "m" })).await;
    let path = format!("/api/v2/providers/{}", created.body["id"].as_str().expect("an id"));
    let health = setup.app.post(&format!("{path}/health"), json!({})).await;
    assert_eq!(health.body["healthy"], true, "{}", health.body);
    let models = setup.app.get(&format!("{path}/agents")).await;
    assert_eq!(models.body["items"][0]["type"], "model", "{}", models.body);
    setup.app.stop().await;
}
