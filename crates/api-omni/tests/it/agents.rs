//! Agents through their use cases, of which an instance's `agent` is a view; `agent_routes.rs` tests
//! their routes.

use crate::support::{app_that_calls_out, deliver, from_ann, line};
use axum::http::{Method, StatusCode};
use omni_app::agents::{self, AgentPatch, AgentQuery, NewAgent};
use omni_app::entity_tag::Precondition;
use omni_app::instances::{self, AgentChange, InstancePatch};
use omni_app::patch::Change;
use omni_app::turns::{self, TurnQuery};
use omni_app::{Caller, Error};
use omni_domain::agent::{AgentConfig, AgentTool, HttpTool, ToolMethod};
use omni_domain::ids::{InstanceId, TenantId};
use omni_domain::page::PageRequest;
use omni_domain::provider::ProviderKind;
use omni_domain::turn::{Turn, TurnState};
use omni_sandbox::model::Model;
use omni_testing::TestApp;
use serde_json::json;
use std::time::Duration;

const MASK: &str = "********";

fn owner() -> Caller {
    Caller::system(TenantId::DEFAULT)
}

fn limited(instance: InstanceId) -> Caller {
    Caller { instance_ids: Some(vec![instance]), ..owner() }
}

fn tool(url: &str, secret: &str) -> AgentTool {
    AgentTool::Http(HttpTool {
        name: "look".to_owned(),
        description: "Looks things up".to_owned(),
        parameters: None,
        url: url.to_owned(),
        method: ToolMethod::Post,
        headers: [("x-key".to_owned(), secret.to_owned())].into(),
    })
}

fn new(name: &str, url: &str) -> NewAgent {
    let config = AgentConfig {
        kind: Some(ProviderKind::Builtin),
        api_url: Some(url.to_owned()),
        api_key: Some("private key".to_owned()),
        model: Some("tiny".to_owned()),
        ..AgentConfig::default()
    };
    NewAgent { name: name.to_owned(), config }
}

fn prompt(text: &str) -> AgentPatch {
    AgentPatch { prompt: Change::Set(text.to_owned()), ..AgentPatch::default() }
}

fn uses(change: AgentChange) -> InstancePatch {
    InstancePatch { agent: Some(change), ..InstancePatch::default() }
}

fn field(error: Option<Error>) -> String {
    match error {
        Some(Error::Invalid { field, .. }) => format!("{field:?}"),
        other => format!("{other:?}"),
    }
}

#[tokio::test]
async fn each_change_is_a_version_and_secrets_stay_hidden() {
    let app = app_that_calls_out().await;
    let caller = owner();
    let mut first = new(" helper ", "http://127.0.0.1:9/v1");
    first.config.tools = vec![tool("http://127.0.0.1:9/look", "private header")];
    let made = agents::create(&app.app, &caller, first).await.expect("created");
    let id = made.agent.id;
    assert_eq!((made.agent.name.as_str(), made.agent.version), ("helper", 1));
    assert!(made.has_api_key);
    assert!(!format!("{made:?}").contains("private"), "{made:?}");
    assert_eq!(agents::get(&app.app, &caller, id).await.expect("read"), made);
    let stored = app.app.store.find_agent(TenantId::DEFAULT, id).await.expect("read");
    let stored = format!("{stored:?}");
    assert!(stored.contains("sealed:v2:") && !stored.contains("private"), "{stored}");

    // A returned agent can be sent back, which is no change.
    let shown =
        AgentPatch { tools: Change::Set(made.agent.config.tools.clone()), ..AgentPatch::default() };
    let same = agents::update(&app.app, &caller, id, shown).await.expect("updated");
    assert_eq!(same, made);
    let second = agents::update(&app.app, &caller, id, prompt("Be kind.")).await.expect("updated");
    assert_eq!(second.agent.version, 2);
    let page = agents::versions(&app.app, &caller, id, PageRequest::first(9)).await.expect("read");
    let known: Vec<_> =
        page.items.iter().map(|one| (one.version, one.config.prompt.as_deref())).collect();
    assert_eq!(known, [(2, Some("Be kind.")), (1, None)]);
    let old = agents::version(&app.app, &caller, id, 1).await.expect("kept");
    assert!(old.has_api_key && !format!("{old:?}").contains("sealed"));

    let moved = AgentPatch {
        tools: Change::Set(vec![tool("http://127.0.0.1:9/other", MASK)]),
        ..AgentPatch::default()
    };
    let refused = agents::update(&app.app, &caller, id, moved).await.err();
    assert_eq!(field(refused), "AgentTools", "a secret is not sent to a new address");
    let moved = AgentPatch {
        api_url: Change::Set("http://127.0.0.1:8/v1".to_owned()),
        ..AgentPatch::default()
    };
    let refused = agents::update(&app.app, &caller, id, moved).await.err();
    assert_eq!(field(refused), "AgentKey", "nor is the key");
    let late = agents::version(&app.app, &caller, id, 3).await;
    assert!(matches!(late, Err(Error::NotFound { .. })), "a rejected change is no version");
    let foreign = Caller { tenant_id: TenantId(uuid::Uuid::from_u128(2)), ..owner() };
    let hidden = agents::get(&app.app, &foreign, id).await;
    assert!(matches!(hidden, Err(Error::NotFound { .. })), "{hidden:?}");
    agents::delete(&app.app, &caller, id, Precondition::None).await.expect("deleted");
    assert!(matches!(agents::get(&app.app, &caller, id).await, Err(Error::NotFound { .. })));
    app.stop().await;
}

#[tokio::test]
async fn an_invalid_agent_is_rejected() {
    let app = app_that_calls_out().await;
    let with = |change: fn(&mut NewAgent)| {
        let mut agent = new("a", "http://127.0.0.1:9/v1");
        change(&mut agent);
        agent
    };
    let cases = [
        (with(|agent| agent.name = " ".to_owned()), "AgentName"),
        (with(|agent| agent.config.api_url = Some("http://10.0.0.1/".into())), "AgentUrl"),
        (with(|agent| agent.config.timeout_ms = Some(1)), "AgentTimeout"),
        (with(|agent| agent.config.prompt = Some("x".repeat(32_001))), "AgentPrompt"),
        (with(|agent| agent.config.tools = vec![tool("http://10.0.0.1/", "s")]), "AgentTools"),
        (
            with(|agent| {
                agent.config.kind = Some(ProviderKind::Openai);
                agent.config.tools = vec![tool("http://127.0.0.1:9/", "s")];
            }),
            "AgentTools",
        ),
        (
            with(|agent| drop(agent.config.options.insert("maxSteps".into(), "many".into()))),
            "AgentOptions",
        ),
        (
            with(|agent| agent.config.provider_id = Some(uuid::Uuid::from_u128(5).into())),
            "AgentProvider",
        ),
    ];
    for (agent, expected) in cases {
        let refused = agents::create(&app.app, &owner(), agent).await.err();
        assert_eq!(field(refused), expected);
    }
    app.stop().await;
}

#[tokio::test]
async fn concurrent_changes_are_not_lost() {
    let app = app_that_calls_out().await;
    let made = agents::create(&app.app, &owner(), new("a", "http://127.0.0.1:9/v1")).await;
    let id = made.expect("created").agent.id;
    let change = |patch: AgentPatch| {
        let app = app.app.clone();
        async move { agents::update(&app, &owner(), id, patch).await.expect("updated") }
    };
    tokio::join!(
        change(prompt("p")),
        change(AgentPatch { model: Change::Set("m".into()), ..AgentPatch::default() }),
        change(AgentPatch { timeout_ms: Change::Set(500), ..AgentPatch::default() }),
        change(AgentPatch { streaming: Change::Set(true), ..AgentPatch::default() }),
    );
    let now = agents::get(&app.app, &owner(), id).await.expect("read").agent;
    assert_eq!(now.version, 5);
    assert_eq!((now.config.prompt.as_deref(), now.config.model.as_deref()), (Some("p"), Some("m")));
    assert_eq!((now.config.timeout_ms, now.config.streaming), (Some(500), true));
    app.stop().await;
}

#[tokio::test]
async fn instances_refer_to_an_agent_and_their_view_shows_it() {
    let app = app_that_calls_out().await;
    let (one, two) = (app.connected_instance("one").await, app.connected_instance("two").await);
    let made = agents::create(&app.app, &owner(), new("a", "http://127.0.0.1:9/v1")).await;
    let id = made.expect("created").agent.id;
    let path = format!("/api/v2/instances/{one}");
    let own = json!({ "agent": { "apiUrl": "http://127.0.0.1:7/v1", "apiKey": "own" } });
    assert_eq!(app.call(Method::PATCH, &path, Some(own)).await.status, StatusCode::OK);
    let listed = |caller: Caller, query: AgentQuery| {
        let app = app.app.clone();
        async move {
            let page = agents::list(&app, &caller, query, PageRequest::first(9)).await;
            page.expect("a page").items.into_iter().map(|one| one.agent).collect::<Vec<_>>()
        }
    };
    let all = listed(owner(), AgentQuery::default()).await;
    assert_eq!(all.len(), 2);
    assert_eq!((all[1].name.as_str(), all[1].instance_id), ("one", Some(one)));
    assert_eq!(listed(limited(one), AgentQuery::default()).await, all[1..]);
    assert_eq!(listed(owner(), AgentQuery { shared_only: true }).await, all[..1]);

    // A caller limited to an instance changes the agents of that instance, and no others.
    agents::update(&app.app, &limited(one), all[1].id, prompt("mine")).await.expect("allowed");
    assert_eq!(app.get(&path).await.body["agent"]["prompt"], "mine");
    let foreign = agents::update(&app.app, &limited(two), all[1].id, prompt("x")).await;
    assert!(matches!(foreign, Err(Error::NotFound { .. })), "{foreign:?}");
    let refused = instances::update(&app.app, &limited(one), one, uses(AgentChange::Use(id))).await;
    assert!(matches!(refused, Err(Error::Forbidden(_))), "{refused:?}");
    let other = uses(AgentChange::Use(all[1].id));
    let refused = instances::update(&app.app, &owner(), two, other).await;
    assert!(matches!(refused, Err(Error::Conflict(_))), "{refused:?}");

    for instance in [one, two] {
        let patch = uses(AgentChange::Use(id));
        instances::update(&app.app, &owner(), instance, patch).await.expect("assigned");
    }
    let gone = agents::get(&app.app, &owner(), all[1].id).await;
    assert!(matches!(gone, Err(Error::NotFound { .. })), "its own agent is deleted");
    let view = app.get(&path).await.body["agent"].clone();
    assert_eq!((&view["type"], &view["hasApiKey"]), (&json!("builtin"), &json!(true)));
    let listed = app.get("/api/v2/instances").await.body;
    assert_eq!(listed["items"][0]["agent"], view);
    let refused = agents::update(&app.app, &limited(one), id, prompt("x")).await;
    assert!(matches!(refused, Err(Error::Forbidden(_))), "{refused:?}");
    let patch = json!({ "agent": { "prompt": "only here" } });
    assert_eq!(line(&app.call(Method::PATCH, &path, Some(patch)).await), "409 CONFLICT");
    let renamed = app.call(Method::PATCH, &path, Some(json!({ "name": "uno" }))).await;
    assert_eq!(renamed.body["agent"], view);

    // Sessions know the agent without another query.
    let session = |id: InstanceId| app.app.sessions.get(id).expect("a session").meta().agent_on;
    assert!(session(one) && session(two));
    let mute =
        AgentPatch { api_url: Change::Reset, api_key: Change::Reset, ..AgentPatch::default() };
    agents::update(&app.app, &owner(), id, mute).await.expect("updated");
    assert!(!session(one) && !session(two));

    let used = agents::delete(&app.app, &owner(), id, Precondition::None).await;
    assert!(
        matches!(&used, Err(Error::Conflict(text)) if text.to_string().contains("`two`, `uno`")),
        "{used:?}"
    );
    for instance in [one, two] {
        let patch = uses(AgentChange::Remove);
        instances::update(&app.app, &owner(), instance, patch).await.expect("removed");
    }
    agents::delete(&app.app, &owner(), id, Precondition::None).await.expect("deleted");
    assert_eq!(app.get(&path).await.body["agent"]["hasApiKey"], false);
    app.stop().await;
}

async fn ended_turns(app: &TestApp, instance: InstanceId, count: usize) -> Vec<Turn> {
    for _ in 0..200 {
        let query = TurnQuery {
            instance_id: Some(instance),
            states: vec![TurnState::Done],
            ..TurnQuery::default()
        };
        let page = turns::list(&app.app, &owner(), query, PageRequest::first(9)).await;
        let turns = page.expect("a page").items;
        if turns.len() >= count {
            return turns;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the turns do not end");
}

#[tokio::test]
async fn a_turn_contains_the_version_that_answered() {
    let app = app_that_calls_out().await;
    let model = Model::start(0).await.expect("a model");
    let instance = app.connected_instance("shop").await;
    let path = format!("/api/v2/instances/{instance}");
    let change =
        |agent: serde_json::Value| app.call(Method::PATCH, &path, Some(json!({ "agent": agent })));
    change(json!({ "type": "openai", "apiUrl": model.url(), "agentId": "tiny" })).await;
    deliver(&app, instance, vec![from_ann("IN1", "hello")]).await;
    ended_turns(&app, instance, 1).await;
    change(json!({ "prompt": "Be kind." })).await;
    deliver(&app, instance, vec![from_ann("IN2", "again")]).await;
    let turns = ended_turns(&app, instance, 2).await;
    assert_eq!(turns.iter().map(|turn| turn.agent_version).collect::<Vec<_>>(), [Some(2), Some(1)]);
    let id = turns[0].agent_id.expect("an agent");
    let second = agents::version(&app.app, &owner(), id, 2).await.expect("kept");
    assert_eq!(second.config.prompt.as_deref(), Some("Be kind."));
    app.stop().await;
}

#[tokio::test]
async fn nulls_defaults_and_kept_members_of_the_view_are_as_they_were() {
    let app = app_that_calls_out().await;
    let made = app.post("/api/v2/instances", json!({ "name": "a", "channel": "whatsapp-baileys" }));
    let id = made.await.body["id"].as_str().expect("an id").to_owned();
    let path = format!("/api/v2/instances/{id}");
    let patch = |body: serde_json::Value| app.call(Method::PATCH, &path, Some(body));
    let empty = app.get(&path).await.body["agent"].clone();
    let same =
        patch(json!({ "agent": { "timeout": 60_000, "prompt": null, "nothing": null } })).await;
    assert_eq!(same.body["agent"], empty);
    let set = patch(json!({ "agent": { "timeout": 500, "apiKey": "k", "streaming": true } })).await;
    assert_eq!(set.body["agent"]["timeout"], 500);
    assert_eq!(set.body["agent"]["hasApiKey"], true, "a key without an address is kept, too");
    let set = patch(json!({ "messaging": { "debounceMs": 5 }, "agent": {} })).await;
    assert_eq!(set.body["agent"]["timeout"], 500);
    let reset = json!({ "agent": { "timeout": null, "apiKey": null, "streaming": null } });
    assert_eq!(patch(reset).await.body["agent"], empty);
    let filter = json!({ "conversation": { "replyFilter": { "mode": "all" } } });
    assert_eq!(patch(filter).await.body["conversation"]["replyFilter"]["mode"], "all");
    let filter = json!({ "conversation": { "replyFilter": { "onDm": false } } });
    let changed = patch(filter).await.body["conversation"]["replyFilter"].clone();
    assert_eq!((&changed["mode"], &changed["onDm"]), (&json!("filtered"), &json!(false)));
    let filter =
        json!({ "conversation": { "replyFilter": null }, "messaging": { "debounceMs": null } });
    let changed = patch(filter).await.body;
    assert_eq!(changed["conversation"]["replyFilter"]["onDm"], true);
    assert_eq!(changed["messaging"]["debounceMs"], 1000);
    for (body, field) in [
        (json!({ "agent": { "type": "magic" } }), "agent.type"),
        (json!({ "agent": { "timeout": "long" } }), "agent"),
        (json!({ "agent": { "unknown": 1 } }), "agent"),
        (json!({ "conversation": { "replyFilter": { "mode": null } } }), "conversation"),
        (json!({ "media": { "processAudio": 1 } }), "media"),
    ] {
        let refused = patch(body.clone()).await;
        assert_eq!(line(&refused), format!("400 VALIDATION_ERROR {field}"), "{body}");
    }
    app.stop().await;
}
