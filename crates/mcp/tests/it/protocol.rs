use crate::support::test_app;
use crate::{rpc, rpc_as};
use axum::http::{Method, StatusCode};
use serde_json::json;

#[tokio::test]
async fn the_handshake_names_the_server_and_what_it_has() {
    let app = test_app().await;
    let hello = json!({
        "protocolVersion": "2025-06-18",
        "capabilities": {},
        "clientInfo": { "name": "claude-code", "version": "1" },
    });
    let result = rpc(&app, "initialize", hello).await;
    assert_eq!(result["serverInfo"]["name"], "omni");
    assert_eq!(result["protocolVersion"], "2025-06-18");
    assert!(result["capabilities"]["tools"].is_object());
    assert!(result["capabilities"]["resources"].is_object());
    let status = app.get("/api/v2/mcp/status").await;
    let clients = status.body["clients"].as_array().expect("clients").clone();
    let claude = clients.iter().find(|client| client["name"] == "claude-code").expect("known");
    assert!(claude["lastSeen"].is_string(), "{}", status.body);
    app.stop().await;
}

#[tokio::test]
async fn the_tools_are_listed_with_their_schemas() {
    let app = test_app().await;
    let result = rpc(&app, "tools/list", json!({})).await;
    let tools = result["tools"].as_array().expect("tools");
    let names: Vec<&str> = tools.iter().filter_map(|tool| tool["name"].as_str()).collect();
    for name in [
        "omni_list_instances",
        "omni_get_instance",
        "omni_create_instance",
        "omni_restart_instance",
        "omni_send_message",
        "omni_send_contact",
        "omni_send_location",
        "omni_forward_message",
        "omni_react",
        "omni_block_contact",
        "omni_reject_call",
        "omni_get_business",
        "omni_get_presence",
        "omni_list_products",
        "omni_update_group",
        "omni_follow_newsletter",
        "omni_send_poll",
        "omni_send_event",
        "omni_get_answers",
        "omni_pin_message",
        "omni_edit_message",
        "omni_delete_message",
        "omni_update_chat",
        "omni_list_labels",
        "omni_set_label",
        "omni_search_messages",
        "omni_find_messages",
        "omni_get_timeline",
        "omni_search_persons",
        "omni_get_person_presence",
        "omni_check_access",
        "omni_check_number",
        "omni_get_limits",
        "omni_create_group",
        "omni_change_group_participants",
        "omni_list_group_participants",
        "omni_get_group_invite",
        "omni_join_group",
        "omni_leave_group",
        "omni_list_join_requests",
        "omni_answer_join_requests",
        "omni_list_newsletters",
        "omni_list_newsletter_posts",
        "omni_post_status",
        "omni_list_webhooks",
        "omni_create_webhook",
        "omni_test_webhook",
        "omni_list_webhook_deliveries",
        "omni_get_webhook_delivery",
        "omni_replay_webhook_deliveries",
        "omni_list_executions",
        "omni_list_agents",
        "omni_get_agent",
        "omni_create_agent",
        "omni_update_agent",
        "omni_test_agent",
        "omni_list_agent_versions",
        "omni_restore_agent_version",
        "omni_list_agent_documents",
        "omni_create_agent_document",
        "omni_delete_agent_document",
        "omni_deploy_agent",
        "omni_status",
    ] {
        assert!(names.contains(&name), "{name} in {names:?}");
    }
    for tool in tools {
        assert_eq!(tool["inputSchema"]["type"], "object", "{tool}");
        assert!(tool["annotations"]["readOnlyHint"].is_boolean(), "{tool}");
    }
    app.stop().await;
}

#[tokio::test]
async fn requests_without_a_valid_key_are_rejected() {
    let app = test_app().await;
    for key in [None, Some("nonsense"), Some("omni_sk_00000000000000000000000000000000")] {
        let answer = rpc_as(&app, key, "tools/list", json!({})).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{}", answer.body);
        assert_eq!(answer.headers["www-authenticate"], "Bearer realm=\"omni\"");
        assert_eq!(answer.body["error"]["data"]["code"], "UNAUTHORIZED");
        assert!(answer.headers.contains_key("x-request-id"));
    }
    let answer = app.get("/mcp").await;
    assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED, "there are no streams to open");
    app.stop().await;
}

#[tokio::test]
async fn large_and_malformed_messages_are_rejected() {
    let app = test_app().await;
    let large = json!({ "x": "y".repeat(2 * 1024 * 1024) });
    let answer = rpc_as(&app, Some(&app.key), "tools/list", large).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE, "{}", answer.body);
    let answer = app.call(Method::POST, "/mcp", Some(json!([1, 2]))).await;
    assert!(answer.status.is_client_error(), "{} {}", answer.status, answer.body);
    let answer = rpc_as(&app, Some(&app.key), "no/such", json!({})).await;
    assert_eq!(answer.body["error"]["code"], -32_601, "{}", answer.body);
    app.stop().await;
}
