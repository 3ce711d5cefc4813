use super::stage::{NAME, Stage, assert_shows_nothing};
use crate::support::ANN;
use axum::body::Body;
use axum::http::{Method, Request};
use serde_json::{Value, json};

async fn rpc(stage: &Stage, method: &str, params: Value) -> Value {
    let body = json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params });
    let request = Request::builder()
        .method(Method::POST)
        .uri("/mcp")
        .header("host", "127.0.0.1")
        .header("content-type", "application/json")
        .header("accept", "application/json, text/event-stream")
        .header("authorization", format!("Bearer {}", stage.foreign))
        .body(Body::from(body.to_string()));
    stage.app.raw(request.expect("a request")).await.body
}

/// What each tool is asked, and whether that names something of the first tenant.
fn questions(stage: &Stage, tool: &str) -> Vec<(Value, bool)> {
    let (id, person) = (stage.instance.to_string(), &stage.ids["person"]);
    match tool {
        "omni_list_instances" | "omni_status" => vec![(json!({}), false)],
        "omni_get_instance" | "omni_restart_instance" => {
            vec![(json!({ "instance": id }), true), (json!({ "instance": NAME }), true)]
        }
        "omni_create_instance" => {
            vec![(json!({ "name": "theirs", "channel": "whatsapp-baileys" }), false)]
        }
        "omni_send_message" => [&id, NAME]
            .map(|name| (json!({ "instance": name, "to": ANN, "text": "x" }), true))
            .to_vec(),
        "omni_search_messages" => vec![
            (json!({ "query": "words" }), false),
            // A filter by id finds nothing; a name is looked up first.
            (json!({ "instance": id }), false),
            (json!({ "instance": NAME }), true),
        ],
        "omni_search_persons" => vec![(json!({ "search": "Ann" }), false)],
        "omni_get_person_presence" | "omni_get_timeline" => {
            vec![(json!({ "personId": person }), true)]
        }
        "omni_check_access" => vec![(json!({ "instance": id, "platformUserId": ANN }), true)],
        other => panic!("{other}: say what to ask it"),
    }
}

#[tokio::test]
async fn no_tool_or_resource_shows_or_changes_what_another_tenant_has() {
    let stage = Stage::set().await;
    let before = stage.snapshot().await;
    let ids = stage.known_ids().await;
    let tools = rpc(&stage, "tools/list", json!({})).await;
    let tools = tools["result"]["tools"].as_array().expect("tools").clone();
    assert!(tools.len() > 5, "{tools:#?}");
    for tool in tools {
        let name = tool["name"].as_str().expect("a name");
        for (arguments, names_it) in questions(&stage, name) {
            let asked = format!("{name} {arguments}");
            let params = json!({ "name": name, "arguments": arguments });
            let answer = rpc(&stage, "tools/call", params).await;
            assert_shows_nothing(&asked, &answer.to_string(), &ids);
            let result = &answer["result"];
            assert!(result.is_object(), "{asked}: {answer}");
            assert_eq!(result["isError"] == true, names_it, "{asked}: {answer}");
            let text = result["content"][0]["text"].as_str().unwrap_or_default();
            let refused = text.starts_with("NOT_FOUND") || text.starts_with("FORBIDDEN");
            assert_eq!(refused, names_it, "{asked}: {text}");
        }
    }
    let listed = rpc(&stage, "resources/list", json!({})).await;
    assert_shows_nothing("resources", &listed.to_string(), &ids);
    let chat = format!("omni://chats/{}/{}", stage.instance, ANN.replace('@', "%40"));
    for uri in [chat, format!("omni://persons/{}", stage.ids["person"])] {
        let read = rpc(&stage, "resources/read", json!({ "uri": uri })).await;
        assert!(read["error"].is_object(), "{uri}: {read}");
        assert_shows_nothing(&uri, &read.to_string(), &ids);
    }
    assert_eq!(before, stage.snapshot().await);
    stage.app.stop().await;
}
