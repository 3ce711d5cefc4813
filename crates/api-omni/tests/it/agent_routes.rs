//! Agents as resources: made, changed, restored, deployed and tested over the API.

use crate::support::{app_that_calls_out, deliver, from_ann, key_with, line, until};
use axum::http::{Method, StatusCode};
use omni_sandbox::model::Model;
use omni_sandbox::script::Rule;
use omni_sandbox::tools::Tools;
use omni_testing::{Answer, TestApp};
use serde_json::{Value, json};
use std::time::Duration;

const MASK: &str = "********";
const AGENTS: &str = "/api/v2/agents";

fn path(made: &Answer) -> String {
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    format!("{AGENTS}/{}", made.body["id"].as_str().expect("an id"))
}

async fn patch(app: &TestApp, path: &str, body: Value) -> Answer {
    app.call(Method::PATCH, path, Some(body)).await
}

async fn ask(app: &TestApp, path: &str, text: &str, draft: Value) -> Answer {
    let body = json!({ "messages": [{ "role": "user", "text": text }], "agent": draft });
    app.post(&format!("{path}/test"), body).await
}

/// The built-in agent with a tool and a server of tools.
fn builtin(model: &Model, tools: &Tools) -> Value {
    let number = json!({ "type": "number" });
    let parameters = json!({
        "type": "object", "required": ["a", "b"], "properties": { "a": number, "b": number },
    });
    json!({
        "type": "builtin", "apiUrl": model.url(), "apiKey": "model-key", "model": "tiny",
        "prompt": "Be kind.",
        "tools": [
            {
                "type": "http", "name": "add", "description": "Adds", "parameters": parameters,
                "url": tools.http_url("add"), "headers": { "authorization": "Bearer tool-key" },
            },
            { "type": "mcp", "url": tools.mcp_url(), "token": "tool-key" },
        ],
    })
}

async fn servers() -> (Model, Tools) {
    let model = Model::start(0).await.expect("a model");
    model.require_key("model-key");
    let tools = Tools::start(0).await.expect("tools");
    tools.require_key("tool-key");
    (model, tools)
}

/// The events of this type, oldest first, without what no test knows.
async fn events(app: &TestApp, kind: &str) -> Vec<Value> {
    let list = app.get(&format!("/api/v2/events?eventType={kind}")).await.body;
    let items = list["items"].as_array().expect("items").iter().rev();
    items
        .map(|event| {
            let author = event["payload"]["changedBy"].as_str().expect("an author");
            assert!(author.starts_with("api_key:"), "{author}");
            assert_eq!(event["instanceId"], event["payload"]["instanceId"]);
            event["payload"].clone()
        })
        .collect()
}

#[tokio::test]
async fn every_change_of_an_agent_is_an_event_and_each_version_names_its_author() {
    let app = app_that_calls_out().await;
    let made = app.post(AGENTS, json!({ "name": "Shop" })).await;
    let (id, path) = (made.body["id"].clone(), path(&made));
    patch(&app, &path, json!({ "agent": { "prompt": "Be kind." } })).await;
    patch(&app, &path, json!({ "agent": { "prompt": "Be kind." } })).await;
    let versions = app.get(&format!("{path}/versions")).await.body;
    for version in versions["items"].as_array().expect("versions") {
        let author = version["changedBy"].as_str().expect("an author");
        assert!(author.starts_with("api_key:"), "{version}");
        assert_eq!(version["changedByName"], "__primary__", "{version}");
    }
    let one = app.connected_instance("one").await;
    let to = json!({ "instanceIds": [one] });
    for _ in 0..2 {
        app.post(&format!("{path}/deploy"), to.clone()).await;
    }
    let own = json!({ "agent": { "apiUrl": "http://127.0.0.1:9/v1" } });
    let refused = patch(&app, &format!("/api/v2/instances/{one}"), own.clone()).await;
    assert_eq!(line(&refused), "409 CONFLICT", "it refers to an agent of several");
    app.post(&format!("{path}/undeploy"), to.clone()).await;
    let changed = patch(&app, &format!("/api/v2/instances/{one}"), own).await;
    assert_eq!(changed.status, StatusCode::OK, "{}", changed.body);
    app.post(&format!("{path}/deploy"), to.clone()).await;
    app.post(&format!("{path}/undeploy"), to).await;
    assert_eq!(app.call(Method::DELETE, &path, None).await.status, StatusCode::OK);

    let about = |events: Vec<Value>| -> Vec<Value> {
        let member = |event: &Value| json!([event["name"], event["version"], event["instanceId"]]);
        events.iter().map(member).collect()
    };
    let created = events(&app, "agent.created").await;
    assert_eq!(created[0]["agentId"], id);
    assert_eq!(about(created), [json!(["Shop", 1, null]), json!(["one", 1, one])]);
    assert_eq!(about(events(&app, "agent.updated").await), [json!(["Shop", 2, null])]);
    let deleted = about(events(&app, "agent.deleted").await);
    assert_eq!(deleted, [json!(["one", 1, one]), json!(["Shop", 2, null])]);
    for kind in ["agent.deployed", "agent.undeployed"] {
        let found = events(&app, kind).await;
        assert_eq!(found.len(), 2, "{kind}: a repeat changes nothing");
        assert!(found.iter().all(|event| event["agentId"] == id), "{kind}: {found:?}");
    }
    app.stop().await;
}

#[tokio::test]
async fn an_instances_own_agent_that_is_deleted_with_it_has_its_event() {
    let app = app_that_calls_out().await;
    let shared = app.post(AGENTS, json!({ "name": "Shop" })).await;
    let (own, other) = (app.connected_instance("own").await, app.connected_instance("other").await);
    let instance = format!("/api/v2/instances/{own}");
    let agent = json!({ "agent": { "apiUrl": "http://127.0.0.1:9/v1" } });
    assert_eq!(patch(&app, &instance, agent).await.status, StatusCode::OK);
    let made = events(&app, "agent.created").await.pop().expect("an event");
    let deployed =
        app.post(&format!("{}/deploy", path(&shared)), json!({ "instanceIds": [other] })).await;
    assert_eq!(deployed.status, StatusCode::OK, "{}", deployed.body);
    for id in [own, other] {
        let path = format!("/api/v2/instances/{id}");
        assert_eq!(app.call(Method::DELETE, &path, None).await.status, StatusCode::OK);
    }
    let list = app.get("/api/v2/events?eventType=agent.deleted").await.body;
    let deleted = list["items"].as_array().expect("items");
    assert_eq!(deleted.len(), 1, "the shared agent remains: {list}");
    assert_eq!(deleted[0]["payload"], made, "{list}");
    assert_eq!(deleted[0]["instanceId"], Value::Null, "it outlives the instance's events");
    app.stop().await;
}

#[tokio::test]
async fn an_agent_is_made_changed_and_restored_and_its_secrets_stay_hidden() {
    let app = app_that_calls_out().await;
    let (model, tools) = servers().await;
    let made =
        app.post(AGENTS, json!({ "name": " Shop ", "agent": builtin(&model, &tools) })).await;
    let path = path(&made);
    let shown = &made.body["agent"];
    assert_eq!((&made.body["name"], &made.body["version"]), (&json!("Shop"), &json!(1)));
    assert_eq!((&made.body["instances"], &made.body["instanceId"]), (&json!([]), &Value::Null));
    assert_eq!((&shown["hasApiKey"], &shown["apiKey"]), (&json!(true), &Value::Null));
    assert_eq!(shown["tools"][0]["headers"]["authorization"], MASK);
    assert_eq!(shown["tools"][1]["token"], MASK);
    assert!(!made.body.to_string().contains("-key"), "{}", made.body);

    // What was read is sent back, and changes nothing.
    let same = patch(&app, &path, json!({ "agent": { "tools": shown["tools"] } })).await;
    assert_eq!(same.body, made.body);
    let kind = patch(&app, &path, json!({ "agent": { "prompt": null, "timeout": 500 } })).await;
    assert_eq!((&kind.body["version"], &kind.body["agent"]["prompt"]), (&json!(2), &Value::Null));
    let bare = json!({ "name": "Bare", "agent": { "tools": [], "apiKey": null } });
    assert_eq!(patch(&app, &path, bare).await.body["version"], 3);

    let versions = app.get(&format!("{path}/versions")).await.body;
    let numbers: Vec<_> =
        versions["items"].as_array().expect("rows").iter().map(|row| &row["version"]).collect();
    assert_eq!(numbers, [3, 2, 1]);
    let first = app.get(&format!("{path}/versions/1")).await.body;
    assert_eq!((&first["name"], &first["agent"]["prompt"]), (&json!("Shop"), &json!("Be kind.")));
    assert_eq!(first["agent"]["hasApiKey"], true);
    assert!(!first.to_string().contains("-key"), "{first}");
    assert_eq!(line(&app.get(&format!("{path}/versions/9")).await), "404 NOT_FOUND");

    // The header of the tool is stored no more; with the tool given again, it is.
    let restore = format!("{path}/versions/1/restore");
    assert_eq!(line(&app.call(Method::POST, &restore, None).await), "409 CONFLICT");
    let again = json!({ "agent": { "tools": builtin(&model, &tools)["tools"] } });
    assert_eq!(patch(&app, &path, again).await.status, StatusCode::OK);
    let back = app.post(&restore, json!({ "apiKey": "model-key" })).await;
    assert_eq!(back.status, StatusCode::OK, "{}", back.body);
    assert_eq!((&back.body["version"], &back.body["name"]), (&json!(5), &json!("Shop")));
    assert_eq!(&back.body["agent"], shown);
    model.script(vec![Rule::call("sum", "add", json!({ "a": 2, "b": 3 })).times(1)]);
    assert_eq!(ask(&app, &path, "sum it", json!({})).await.status, StatusCode::OK);
    assert_eq!(tools.calls()[0].token.as_deref(), Some("tool-key"));
    let same = app.call(Method::POST, &format!("{path}/versions/5/restore"), None).await;
    assert_eq!(same.body["version"], 5, "it is as it was: {}", same.body);

    assert_eq!(app.call(Method::DELETE, &path, None).await.status, StatusCode::OK);
    assert_eq!(line(&app.get(&path).await), "404 NOT_FOUND");
    app.stop().await;
}

#[tokio::test]
async fn a_version_with_another_address_needs_its_key_again() {
    let app = app_that_calls_out().await;
    let (model, _) = servers().await;
    let one = json!({ "apiUrl": "http://127.0.0.1:9/v1", "apiKey": "one" });
    let path = path(&app.post(AGENTS, json!({ "name": "a", "agent": one })).await);
    let moved = patch(&app, &path, json!({ "agent": { "apiUrl": model.url() } })).await;
    assert_eq!(line(&moved), "400 VALIDATION_ERROR agent.apiKey");
    let moved = json!({ "agent": { "apiUrl": model.url(), "apiKey": "model-key" } });
    assert_eq!(patch(&app, &path, moved).await.status, StatusCode::OK);
    let restore = format!("{path}/versions/1/restore");
    let refused = app.call(Method::POST, &restore, None).await;
    assert_eq!(line(&refused), "400 VALIDATION_ERROR agent.apiKey");
    assert_eq!(app.get(&path).await.body["version"], 2);
    let back = app.post(&restore, json!({ "apiKey": null })).await;
    assert_eq!(back.body["agent"]["apiUrl"], "http://127.0.0.1:9/v1");
    assert_eq!(back.body["agent"]["hasApiKey"], false);
    app.stop().await;
}

#[tokio::test]
async fn a_test_asks_the_agent_or_its_draft_and_leaves_nothing() {
    let app = app_that_calls_out().await;
    let (model, tools) = servers().await;
    let instance = app.connected_instance("shop").await;
    let path =
        path(&app.post(AGENTS, json!({ "name": "a", "agent": builtin(&model, &tools) })).await);
    model.script(vec![
        Rule::call("sum", "add", json!({ "a": 2, "b": 3 })).times(1),
        Rule::call("odd", "add", json!({ "a": 2 })).times(1),
    ]);
    let sum = ask(&app, &path, "sum it", json!({})).await;
    assert_eq!(sum.status, StatusCode::OK, "{}", sum.body);
    assert_eq!(sum.body["text"], r#"The tools say: {"result":"5"}"#);
    assert_eq!((&sum.body["model"], &sum.body["inputTokens"]), (&json!("tiny"), &json!(2)));
    assert!(sum.body["latencyMs"].is_u64() && sum.body["outputTokens"].is_u64(), "{}", sum.body);
    let called = &sum.body["tools"][0];
    assert_eq!((&called["name"], &called["failed"]), (&json!("add"), &json!(false)));
    let odd = ask(&app, &path, "odd", json!({})).await;
    assert_eq!(odd.body["tools"][0]["failed"], true, "{}", odd.body);

    // The draft keeps the stored secrets at their addresses, and is not stored.
    let before = model.requests().len();
    let draft = json!({ "prompt": "Be brief.", "model": "small" });
    let talk = json!({
        "messages": [
            { "role": "user", "text": "hi" },
            { "role": "assistant", "text": "hello" },
            { "role": "user", "text": "and now?" },
        ],
        "agent": draft,
    });
    let answer = app.post(&format!("{path}/test"), talk).await;
    assert_eq!(answer.body["text"], "You said: and now?", "{}", answer.body);
    let request = &model.requests()[before];
    assert_eq!(request.token.as_deref(), Some("model-key"));
    assert_eq!(request.body["model"], "small");
    let messages = request.body["messages"].as_array().expect("messages");
    assert_eq!(messages[0]["content"], "Be brief.");
    assert_eq!((messages.len(), &messages[2]["content"]), (4, &json!("hello")));
    let agent = app.get(&path).await.body;
    assert_eq!((&agent["version"], &agent["agent"]["model"]), (&json!(1), &json!("tiny")));

    // No secret goes to an address that it was not given for.
    let asked = model.requests().len();
    let elsewhere = json!({ "apiUrl": "http://127.0.0.1:9/v1" });
    let refused = ask(&app, &path, "hi", elsewhere).await;
    assert_eq!(line(&refused), "400 VALIDATION_ERROR agent.apiKey");
    let other = json!([{ "type": "mcp", "url": "http://127.0.0.1:9/mcp", "token": MASK }]);
    let refused = ask(&app, &path, "hi", json!({ "tools": other })).await;
    assert_eq!(line(&refused), "400 VALIDATION_ERROR agent.tools");
    let inside = json!({ "apiUrl": "http://10.0.0.1/v1", "apiKey": "k" });
    let refused = ask(&app, &path, "hi", inside).await;
    assert_eq!(line(&refused), "400 VALIDATION_ERROR agent.apiUrl");
    let unset = json!({ "apiUrl": null, "apiKey": null, "tools": null });
    let refused = ask(&app, &path, "hi", unset).await;
    assert_eq!(line(&refused), "400 VALIDATION_ERROR agent");
    let refused = app.post(&format!("{path}/test"), json!({ "messages": [] })).await;
    assert_eq!(line(&refused), "400 VALIDATION_ERROR messages");
    let closed = json!({ "apiUrl": "http://127.0.0.1:1/v1", "apiKey": "k" });
    assert_eq!(line(&ask(&app, &path, "hi", closed).await), "503 AGENT_UNAVAILABLE");
    assert_eq!(model.requests().len(), asked);

    assert_eq!(app.get("/api/v2/turns").await.body["items"], json!([]));
    assert_eq!(
        app.get(&format!("/api/v2/instances/{instance}/chats")).await.body["items"],
        json!([])
    );
    assert!(app.channel.session(instance).expect("a session").sent().is_empty());
    app.stop().await;
}

#[tokio::test]
async fn an_agent_answers_for_the_instances_that_it_is_deployed_to() {
    let app = app_that_calls_out().await;
    let (model, tools) = servers().await;
    let (one, two) = (app.connected_instance("one").await, app.connected_instance("two").await);
    let own = json!({ "agent": { "apiUrl": "http://127.0.0.1:9/v1" } });
    assert_eq!(patch(&app, &format!("/api/v2/instances/{one}"), own).await.status, StatusCode::OK);
    let listed = app.get(AGENTS).await.body;
    let own = format!("{AGENTS}/{}", listed["items"][0]["id"].as_str().expect("an id"));
    assert_eq!(listed["items"][0]["instanceId"], json!(one));
    assert_eq!(listed["items"][0]["instances"], json!([{ "id": one, "name": "one" }]));
    assert_eq!(app.get(&format!("{AGENTS}?sharedOnly=true")).await.body["items"], json!([]));

    let path =
        path(&app.post(AGENTS, json!({ "name": "a", "agent": builtin(&model, &tools) })).await);
    let deploy = format!("{path}/deploy");
    let both = json!({ "instanceIds": [one, two] });
    let unknown = json!({ "instanceIds": [one, "0194b2c0-0000-7000-8000-0000000000ff"] });
    assert_eq!(line(&app.post(&deploy, unknown).await), "404 NOT_FOUND");
    assert_eq!(app.get(&own).await.status, StatusCode::OK, "all of them, or none");
    let none = app.post(&deploy, json!({ "instanceIds": [] })).await;
    assert_eq!(line(&none), "400 VALIDATION_ERROR instanceIds");
    assert_eq!(line(&app.post(&format!("{own}/deploy"), both.clone()).await), "409 CONFLICT");
    let limited = key_with(&app, &["instances:*"], Some(&[&one.to_string()])).await;
    let refused = app.call_as(Some(&limited), Method::POST, &deploy, Some(both.clone())).await;
    assert_eq!(line(&refused), "403 FORBIDDEN");

    for _ in 0..2 {
        let deployed = app.post(&deploy, both.clone()).await;
        assert_eq!(deployed.status, StatusCode::OK, "{}", deployed.body);
    }
    assert_eq!(line(&app.get(&own).await), "404 NOT_FOUND", "its own agent is deleted");
    let expected = json!([{ "id": one, "name": "one" }, { "id": two, "name": "two" }]);
    assert_eq!(app.get(&path).await.body["instances"], expected);
    let seen = app.call_as(Some(&limited), Method::GET, &path, None).await;
    assert_eq!(seen.body["instances"], json!([{ "id": one, "name": "one" }]));
    assert_eq!(line(&app.call(Method::DELETE, &path, None).await), "409 CONFLICT");
    deliver(&app, two, vec![from_ann("IN1", "hello")]).await;
    model.expect_requests(1, Duration::from_secs(20)).await.expect("a request");
    until("an answer", async || !app.channel.session(two).expect("a session").sent().is_empty())
        .await;

    let undeploy = format!("{path}/undeploy");
    for _ in 0..2 {
        let ended = app.post(&undeploy, both.clone()).await;
        assert_eq!(ended.status, StatusCode::OK, "{}", ended.body);
    }
    assert_eq!(app.get(&path).await.body["instances"], json!([]));
    assert_eq!(app.call(Method::DELETE, &path, None).await.status, StatusCode::OK);
    app.stop().await;
}

#[tokio::test]
async fn bad_agents_are_refused_with_the_field() {
    let app = app_that_calls_out().await;
    for (body, expected) in [
        (json!({ "name": " " }), "400 VALIDATION_ERROR name"),
        (json!({ "name": "a", "prompt": "x" }), "400 VALIDATION_ERROR prompt"),
        (json!({ "name": "a", "agent": { "type": "magic" } }), "400 VALIDATION_ERROR agent.type"),
        (json!({ "name": "a", "agent": { "timeout": 1 } }), "400 VALIDATION_ERROR agent.timeout"),
        (
            json!({ "name": "a", "agent": { "apiUrl": "http://127.0.0.1:9/v1", "tools": [
                { "type": "mcp", "url": "http://127.0.0.1:9/mcp" },
            ] } }),
            "400 VALIDATION_ERROR agent.tools",
        ),
    ] {
        let refused = app.post(AGENTS, body.clone()).await;
        assert_eq!(line(&refused), expected, "{body}: {}", refused.body);
    }
    let unknown = app.get(&format!("{AGENTS}?shared=true")).await;
    assert_eq!(line(&unknown), "400 VALIDATION_ERROR shared");
    app.stop().await;
}
