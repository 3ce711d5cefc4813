use super::setup::{NAME, Setup, assert_shows_nothing};
use crate::support::ANN;
use axum::body::Body;
use axum::http::{Method, Request};
use serde_json::{Value, json};

async fn rpc(setup: &Setup, method: &str, params: Value) -> Value {
    let body = json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params });
    let request = Request::builder()
        .method(Method::POST)
        .uri("/mcp")
        .header("host", "127.0.0.1")
        .header("content-type", "application/json")
        .header("accept", "application/json, text/event-stream")
        .header("authorization", format!("Bearer {}", setup.foreign))
        .body(Body::from(body.to_string()));
    setup.app.raw(request.expect("a request")).await.body
}

const GROUP: &str = "120363000000000001@g.us";

/// These arguments with the first tenant's instance, by its id and by its name.
fn by_either(setup: &Setup, arguments: &Value) -> Vec<(Value, bool)> {
    let named = |name: &str| {
        let mut arguments = arguments.clone();
        arguments["instance"] = json!(name);
        (arguments, true)
    };
    vec![named(&setup.instance.to_string()), named(NAME)]
}

/// The requests to each tool, and whether they name something of the first tenant.
#[expect(clippy::too_many_lines, reason = "a table of tools")]
fn requests(setup: &Setup, tool: &str) -> Vec<(Value, bool)> {
    let (id, person) = (setup.instance.to_string(), &setup.ids["person"]);
    match tool {
        "omni_list_instances" | "omni_status" | "omni_list_webhooks" | "omni_list_agents" => {
            vec![(json!({}), false)]
        }
        "omni_create_agent" => vec![(json!({ "name": "theirs" }), false)],
        "omni_get_agent" | "omni_list_agent_versions" | "omni_list_agent_documents" => {
            vec![(json!({ "agentId": setup.id("agent") }), true)]
        }
        "omni_update_agent" => {
            vec![(json!({ "agentId": setup.id("agent"), "name": "theirs" }), true)]
        }
        "omni_test_agent" => vec![(json!({ "agentId": setup.id("agent"), "text": "x" }), true)],
        "omni_restore_agent_version" => {
            vec![(json!({ "agentId": setup.id("agent"), "version": 1 }), true)]
        }
        "omni_create_agent_document" => {
            vec![(json!({ "agentId": setup.id("agent"), "name": "theirs", "text": "x" }), true)]
        }
        "omni_delete_agent_document" => {
            let document =
                json!({ "agentId": setup.id("agent"), "documentId": setup.id("document") });
            vec![(document, true)]
        }
        "omni_deploy_agent" => [&id, NAME]
            .map(|name| (json!({ "agentId": setup.id("agent"), "instances": [name] }), true))
            .to_vec(),
        "omni_create_webhook" => {
            vec![(json!({ "url": "https://example.com/hook", "instance": NAME }), true)]
        }
        "omni_list_webhook_deliveries" => {
            vec![(json!({}), false), (json!({ "endpointId": setup.ids["endpoint"] }), true)]
        }
        "omni_test_webhook" => vec![(json!({ "endpointId": setup.ids["endpoint"] }), true)],
        "omni_get_webhook_delivery" => vec![(json!({ "deliveryId": setup.ids["delivery"] }), true)],
        "omni_replay_webhook_deliveries" => vec![
            (json!({}), false),
            (json!({ "endpointId": setup.ids["endpoint"] }), true),
            (json!({ "deliveryId": setup.ids["delivery"] }), true),
        ],
        "omni_get_instance"
        | "omni_restart_instance"
        | "omni_get_limits"
        | "omni_list_newsletters"
        | "omni_list_labels" => {
            vec![(json!({ "instance": id }), true), (json!({ "instance": NAME }), true)]
        }
        "omni_create_instance" => {
            vec![(json!({ "name": "theirs", "channel": "whatsapp-baileys" }), false)]
        }
        "omni_send_message" => [&id, NAME]
            .map(|name| (json!({ "instance": name, "to": ANN, "text": "x" }), true))
            .to_vec(),
        "omni_send_poll" => {
            let options = ["now", "later"];
            let poll = |name: &str| json!({ "instance": name, "to": ANN, "question": "When?", "options": options });
            vec![(poll(&id), true), (poll(NAME), true)]
        }
        "omni_send_event" => {
            let event = |name: &str| {
                json!({
                    "instance": name, "to": ANN, "name": "Tea",
                    "startsAt": "2030-01-02T03:04:05Z",
                })
            };
            vec![(event(&id), true), (event(NAME), true)]
        }
        "omni_send_contact" => {
            by_either(setup, &json!({ "to": ANN, "name": "Bo", "phone": "+15550003333" }))
        }
        "omni_send_location" => {
            by_either(setup, &json!({ "to": ANN, "latitude": 1.5, "longitude": 2.5 }))
        }
        "omni_forward_message" => {
            vec![(json!({ "messageId": setup.id("message"), "to": ANN }), true)]
        }
        "omni_react" => vec![(json!({ "messageId": setup.id("message"), "emoji": "👍" }), true)],
        "omni_block_contact" | "omni_get_presence" => by_either(setup, &json!({ "contact": ANN })),
        "omni_reject_call" => by_either(setup, &json!({ "callId": "CALL1" })),
        "omni_get_business" | "omni_list_products" => by_either(setup, &json!({ "business": ANN })),
        "omni_update_group" => by_either(setup, &json!({ "group": GROUP, "subject": "Plans" })),
        "omni_follow_newsletter" => by_either(setup, &json!({ "newsletter": "0029Va" })),
        "omni_get_answers" | "omni_pin_message" => {
            vec![(json!({ "messageId": setup.id("message") }), true)]
        }
        "omni_edit_message" => {
            vec![(json!({ "messageId": setup.id("message"), "text": "x" }), true)]
        }
        "omni_delete_message" => vec![(json!({ "messageId": setup.id("message") }), true)],
        "omni_update_chat" => [&id, NAME]
            .map(|name| (json!({ "instance": name, "chat": ANN, "archived": true }), true))
            .to_vec(),
        "omni_list_executions" => vec![
            (json!({}), false),
            (json!({ "instance": id }), true),
            (json!({ "instance": NAME }), true),
        ],
        "omni_set_label" => {
            let message = json!({ "messageId": setup.id("message"), "label": "1" });
            let mut all = by_either(setup, &json!({ "chat": ANN, "label": "1" }));
            all.extend(by_either(setup, &message));
            all
        }
        "omni_check_number" => by_either(setup, &json!({ "recipient": ANN })),
        "omni_create_group" => {
            by_either(setup, &json!({ "subject": "Plans", "participants": [ANN] }))
        }
        "omni_list_group_participants"
        | "omni_get_group_invite"
        | "omni_leave_group"
        | "omni_list_join_requests" => by_either(setup, &json!({ "group": GROUP })),
        "omni_change_group_participants" => {
            by_either(setup, &json!({ "group": GROUP, "action": "add", "participants": [ANN] }))
        }
        "omni_answer_join_requests" => {
            by_either(setup, &json!({ "group": GROUP, "approve": true, "participants": [ANN] }))
        }
        "omni_join_group" => {
            let mut all = by_either(setup, &json!({ "invite": "AbCdEf" }));
            all.extend(by_either(setup, &json!({ "messageId": setup.id("message") })));
            all
        }
        "omni_list_newsletter_posts" => {
            by_either(setup, &json!({ "newsletter": "120363000000000009@newsletter" }))
        }
        "omni_post_status" => by_either(setup, &json!({ "text": "x" })),
        "omni_search_messages" => vec![
            (json!({ "query": "words" }), false),
            (json!({ "instance": id }), true),
            (json!({ "instance": NAME }), true),
        ],
        "omni_find_messages" => vec![
            (json!({ "query": "words" }), false),
            (json!({ "query": "words", "instance": id }), true),
            (json!({ "query": "words", "instance": NAME }), true),
            (json!({ "query": "words", "chatId": setup.ids["chat"] }), false),
        ],
        "omni_search_persons" => vec![(json!({ "search": "Ann" }), false)],
        "omni_get_person_presence" | "omni_get_timeline" => {
            vec![(json!({ "personId": person }), true)]
        }
        "omni_check_access" => vec![(json!({ "instance": id, "platformUserId": ANN }), true)],
        other => panic!("{other}: add its requests"),
    }
}

#[tokio::test]
async fn no_tool_or_resource_shows_or_changes_what_another_tenant_has() {
    let setup = Setup::new().await;
    let before = setup.snapshot().await;
    let ids = setup.known_ids().await;
    let tools = rpc(&setup, "tools/list", json!({})).await;
    let tools = tools["result"]["tools"].as_array().expect("tools").clone();
    assert!(tools.len() > 5, "{tools:#?}");
    for tool in tools {
        let name = tool["name"].as_str().expect("a name");
        for (arguments, names_it) in requests(&setup, name) {
            let request = format!("{name} {arguments}");
            let params = json!({ "name": name, "arguments": arguments });
            let answer = rpc(&setup, "tools/call", params).await;
            assert_shows_nothing(&request, &answer.to_string(), &ids);
            let result = &answer["result"];
            assert!(result.is_object(), "{request}: {answer}");
            assert_eq!(result["isError"] == true, names_it, "{request}: {answer}");
            let text = result["content"][0]["text"].as_str().unwrap_or_default();
            let refused = text.starts_with("NOT_FOUND") || text.starts_with("FORBIDDEN");
            assert_eq!(refused, names_it, "{request}: {text}");
        }
    }
    let listed = rpc(&setup, "resources/list", json!({})).await;
    assert_shows_nothing("resources", &listed.to_string(), &ids);
    let chat = format!("omni://chats/{}/{}", setup.instance, ANN.replace('@', "%40"));
    for uri in [chat, format!("omni://persons/{}", setup.ids["person"])] {
        let read = rpc(&setup, "resources/read", json!({ "uri": uri })).await;
        assert!(read["error"].is_object(), "{uri}: {read}");
        assert_shows_nothing(&uri, &read.to_string(), &ids);
    }
    assert_eq!(before, setup.snapshot().await);
    setup.app.stop().await;
}
