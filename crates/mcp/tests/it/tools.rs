use crate::support::{test_app, test_app_with};
use crate::{call, call_as, rpc, rpc_as};
use omni_app::keys::NewApiKey;
use omni_channel::{Capability, Inbound, InboundMessage, OutboundContent};
use omni_domain::Timestamp;
use omni_domain::content::{Content, MessageContext};
use omni_domain::conversation::{Address, ChatType};
use omni_domain::ids::InstanceId;
use omni_testing::{Database, SentByMock, TestApp, TestOptions};
use serde_json::{Value, json};
use std::time::Duration;

/// As the mock makes it.
const GROUP: &str = "120363000000000001@g.us";
const ANN: &str = "15550002222@s.whatsapp.net";

pub(crate) async fn deliver(app: &TestApp, instance: InstanceId, id: &str, text: &str) {
    let message = Inbound::Message(Box::new(InboundMessage {
        external_id: id.to_owned(),
        chat: Address::new(ANN),
        chat_type: ChatType::Dm,
        chat_name: None,
        sender: Address::new(ANN),
        sender_name: Some("Ann".to_owned()),
        sender_facts: None,
        from_me: false,
        from_history: false,
        content: Content::text(text),
        media: None,
        reply_to: None,
        context: MessageContext::default(),
        client_id: None,
        timestamp: Timestamp(1_767_323_044_000),
    }));
    app.channel.session(instance).expect("a session").deliver(vec![message]).await;
}

#[tokio::test]
async fn an_agent_gets_from_instances_to_a_sent_message() {
    let app = test_app().await;
    let id = app.connected_instance("shop").await;
    deliver(&app, id, "A1", "is the red bike there?").await;

    let list = call(&app, "omni_list_instances", json!({})).await.expect("a list");
    assert_eq!(list["items"][0]["name"], "shop");
    assert_eq!(list["items"][0]["isConnected"], true);
    let got = call(&app, "omni_get_instance", json!({ "instance": "shop" })).await.expect("one");
    assert_eq!(got["id"], id.to_string());
    let status = call(&app, "omni_status", json!({})).await.expect("a status");
    assert_eq!(status["status"], "healthy");
    assert_eq!(status["instances"][0]["name"], "shop");

    let query = json!({ "query": "bike", "instance": "shop", "direction": "inbound" });
    let found = call(&app, "omni_search_messages", query).await.expect("messages");
    assert_eq!(found["items"][0]["text"], "is the red bike there?", "{found}");
    let person = found["items"][0]["personId"].as_str().expect("a person").to_owned();
    let chat = found["items"][0]["chatId"].clone();
    let query = json!({ "query": "bike red", "instance": "shop", "chatId": chat });
    let by_words = call(&app, "omni_find_messages", query).await.expect("messages");
    assert_eq!(by_words["items"][0]["text"], "is the red bike there?", "{by_words}");
    assert_eq!(by_words["items"][0]["chat"], ANN, "{by_words}");
    let none = call(&app, "omni_find_messages", json!({ "query": "boat" })).await.expect("none");
    assert_eq!(none, json!({ "items": [], "hasMore": false }));
    let timeline =
        call(&app, "omni_get_timeline", json!({ "personId": person })).await.expect("a timeline");
    assert_eq!(timeline["items"][0]["text"], "is the red bike there?", "{timeline}");
    let persons =
        call(&app, "omni_search_persons", json!({ "search": "Ann" })).await.expect("some");
    assert_eq!(persons["items"][0]["id"], person.as_str(), "{persons}");
    let presence = call(&app, "omni_get_person_presence", json!({ "personId": person }));
    let presence = presence.await.expect("a presence");
    assert_eq!(presence["summary"]["totalIdentities"], 1, "{presence}");
    assert_eq!(presence["identities"][0]["platformUserId"], ANN);
    let who = json!({ "instance": "shop", "platformUserId": "+15550002222" });
    let access = call(&app, "omni_check_access", who).await.expect("a verdict");
    assert_eq!(access["allowed"], true, "{access}");

    let request = json!({
        "instance": "shop", "to": person, "text": "yes", "idempotencyKey": "one",
    });
    let sent = call(&app, "omni_send_message", request.clone()).await.expect("sent");
    assert_eq!(sent["status"], "sent", "{sent}");
    let again = call(&app, "omni_send_message", request).await.expect("sent");
    assert_eq!(again["messageId"], sent["messageId"]);
    assert_eq!(app.channel.session(id).expect("a session").sent().len(), 1);

    let new = json!({ "name": "two", "channel": "whatsapp-baileys" });
    let created = call(&app, "omni_create_instance", new).await.expect("created");
    assert_eq!(created["state"], "disconnected");
    let restarted =
        call(&app, "omni_restart_instance", json!({ "instance": "two" })).await.expect("restarted");
    assert_eq!(restarted["isConnected"], true, "{restarted}");
    app.stop().await;
}

#[tokio::test]
async fn a_phone_number_without_quotes_is_read_as_its_digits() {
    let app = test_app().await;
    let id = app.connected_instance("shop").await;
    let send = json!({ "instance": "shop", "to": 15_550_002_222_u64, "text": "yes" });
    let sent = call(&app, "omni_send_message", send).await.expect("sent");
    assert_eq!(sent["status"], "sent", "{sent}");
    assert_eq!(app.channel.session(id).expect("a session").sent().len(), 1);
    let who = json!({ "instance": "shop", "platformUserId": 15_550_002_222_u64 });
    let access = call(&app, "omni_check_access", who).await.expect("a verdict");
    assert_eq!(access["allowed"], true, "{access}");

    for wrong in [json!(-1), json!(1.5), json!(null), json!(["15550002222"])] {
        let send = json!({ "instance": "shop", "to": wrong, "text": "no" });
        let text = call(&app, "omni_send_message", send).await.expect_err("refused");
        assert!(text.starts_with("VALIDATION_ERROR"), "{text}");
        assert!(text.contains("expected a string or a whole number"), "{text}");
    }
    app.stop().await;
}

#[tokio::test]
async fn a_message_mentions_the_contacts_that_the_call_names() {
    let app = test_app().await;
    app.channel.network().add_capability(Capability::MentionPeople);
    let id = app.connected_instance("shop").await;
    let text = "ask @15550003333";
    let send = json!({
        "instance": "shop", "to": ANN, "text": text, "mentions": [15_550_003_333_u64],
    });
    call(&app, "omni_send_message", send).await.expect("sent");
    let sent = app.channel.session(id).expect("a session").sent();
    let [SentByMock::Message(message)] = sent.as_slice() else { panic!("{sent:?}") };
    assert_eq!(message.context.mentions, ["15550003333@s.whatsapp.net"]);
    app.stop().await;
}

#[tokio::test]
async fn a_poll_is_sent_and_one_without_choices_is_refused() {
    let app = test_app().await;
    let id = app.connected_instance("shop").await;
    let poll = json!({
        "instance": "shop", "to": ANN, "question": "When?", "options": ["now", "later"],
    });
    let sent = call(&app, "omni_send_poll", poll).await.expect("sent");
    assert_eq!(sent["status"], "sent", "{sent}");
    let all = app.channel.session(id).expect("a session").sent();
    let [SentByMock::Message(message)] = all.as_slice() else { panic!("{all:?}") };
    let OutboundContent::Poll(poll) = &message.content else { panic!("{message:?}") };
    assert_eq!((poll.question.as_str(), poll.max_choices), ("When?", 1));
    let poll = json!({ "instance": "shop", "to": ANN, "question": "When?", "options": ["now"] });
    let text = call(&app, "omni_send_poll", poll).await.expect_err("refused");
    assert!(text.starts_with("VALIDATION_ERROR") && text.contains("options"), "{text}");
    app.stop().await;
}

#[tokio::test]
async fn a_sent_message_is_edited_and_deleted() {
    let app = test_app().await;
    for capability in [Capability::EditMessage, Capability::DeleteMessage] {
        app.channel.network().add_capability(capability);
    }
    app.connected_instance("shop").await;
    let text = json!({ "instance": "shop", "to": ANN, "text": "five" });
    let sent = call(&app, "omni_send_message", text).await.expect("sent");
    let edit = json!({ "messageId": sent["messageId"], "text": "six" });
    let edited = call(&app, "omni_edit_message", edit).await.expect("accepted");
    assert_eq!((&edited["status"], &edited["chatId"]), (&json!("queued"), &sent["chatId"]));
    let id = json!({ "messageId": sent["messageId"] });
    call(&app, "omni_delete_message", id).await.expect("accepted");
    let none = json!({ "messageId": "none" });
    let text = call(&app, "omni_delete_message", none).await.expect_err("refused");
    assert!(text.starts_with("VALIDATION_ERROR"), "{text}");
    app.stop().await;
}

#[tokio::test]
async fn errors_report_what_is_wrong() {
    let app = test_app().await;
    let refused = [
        ("omni_get_instance", json!({}), "VALIDATION_ERROR"),
        ("omni_get_instance", json!({ "instance": "missing" }), "NOT_FOUND"),
        ("omni_get_instance", json!({ "instance": "x", "more": 1 }), "VALIDATION_ERROR"),
        ("omni_list_instances", json!({ "limit": 1000 }), "VALIDATION_ERROR"),
        ("omni_search_messages", json!({ "since": "yesterday" }), "VALIDATION_ERROR"),
        ("omni_find_messages", json!({ "query": "" }), "VALIDATION_ERROR"),
        ("omni_find_messages", json!({ "query": "a", "chatId": "x" }), "VALIDATION_ERROR"),
        ("omni_get_timeline", json!({ "personId": "x" }), "VALIDATION_ERROR"),
        ("omni_create_instance", json!({ "name": "x", "channel": "fax" }), "VALIDATION_ERROR"),
        ("omni_send_message", json!({ "instance": "x", "to": "+1" }), "NOT_FOUND"),
    ];
    for (tool, arguments, code) in refused {
        let text = call(&app, tool, arguments).await.expect_err(tool);
        assert!(text.starts_with(code), "{tool}: {text}");
    }
    let params = json!({ "name": "omni_nothing", "arguments": {} });
    let answer = rpc_as(&app, Some(&app.key), "tools/call", params).await;
    assert_eq!(answer.body["error"]["code"], -32_602, "{}", answer.body);
    app.stop().await;
}

#[tokio::test]
async fn a_tool_does_what_the_key_may_and_no_more() {
    let app = test_app().await;
    let one = app.connected_instance("one").await;
    let two = app.connected_instance("two").await;
    deliver(&app, one, "A1", "secret of one").await;
    deliver(&app, two, "A2", "secret of two").await;

    let weak = app.key_with(&["settings:read"]).await;
    let person = "0194b2c0-0000-7000-8000-0000000000ff";
    for (tool, arguments) in [
        ("omni_list_instances", json!({})),
        ("omni_get_instance", json!({ "instance": one.to_string() })),
        ("omni_get_instance", json!({ "instance": "one" })),
        ("omni_create_instance", json!({ "name": "x", "channel": "whatsapp-baileys" })),
        ("omni_restart_instance", json!({ "instance": one.to_string() })),
        ("omni_send_message", json!({ "instance": one.to_string(), "to": ANN, "text": "x" })),
        ("omni_search_messages", json!({})),
        ("omni_find_messages", json!({ "query": "secret" })),
        ("omni_get_timeline", json!({ "personId": person })),
        ("omni_status", json!({})),
        ("omni_search_persons", json!({})),
        ("omni_get_person_presence", json!({ "personId": person })),
        ("omni_check_access", json!({ "instance": one.to_string(), "platformUserId": ANN })),
        ("omni_list_executions", json!({})),
        ("omni_list_agents", json!({})),
        ("omni_get_agent", json!({ "agentId": person })),
        ("omni_create_agent", json!({ "name": "a" })),
        ("omni_update_agent", json!({ "agentId": person, "name": "a" })),
        ("omni_test_agent", json!({ "agentId": person, "text": "hi" })),
        ("omni_list_agent_versions", json!({ "agentId": person })),
        ("omni_restore_agent_version", json!({ "agentId": person, "version": 1 })),
        ("omni_list_agent_documents", json!({ "agentId": person })),
        ("omni_create_agent_document", json!({ "agentId": person, "name": "a", "text": "b" })),
        ("omni_delete_agent_document", json!({ "agentId": person, "documentId": person })),
        ("omni_deploy_agent", json!({ "agentId": person, "instances": [one.to_string()] })),
        ("omni_check_number", json!({ "instance": one.to_string(), "recipient": ANN })),
        ("omni_get_limits", json!({ "instance": one.to_string() })),
        ("omni_list_newsletters", json!({ "instance": one.to_string() })),
        ("omni_leave_group", json!({ "instance": one.to_string(), "group": GROUP })),
        ("omni_post_status", json!({ "instance": one.to_string(), "text": "x" })),
        ("omni_list_webhooks", json!({})),
        ("omni_create_webhook", json!({ "url": "https://example.com" })),
        ("omni_list_webhook_deliveries", json!({})),
        ("omni_replay_webhook_deliveries", json!({})),
        ("omni_get_webhook_delivery", json!({ "deliveryId": person })),
        ("omni_test_webhook", json!({ "endpointId": person })),
    ] {
        let text = call_as(&app, &weak, tool, arguments).await.expect_err(tool);
        assert!(text.starts_with("FORBIDDEN"), "{tool}: {text}");
    }

    let some = TestApp::key_for(&["instances:*", "messages:*", "events:read"]);
    let limited = app.new_key(NewApiKey { instance_ids: Some(vec![one]), ..some }).await;
    let list = call_as(&app, &limited, "omni_list_instances", json!({})).await.expect("a list");
    assert_eq!(list["items"].as_array().map(Vec::len), Some(1), "{list}");
    let found = call_as(&app, &limited, "omni_search_messages", json!({})).await.expect("found");
    assert!(found.to_string().contains("secret of one"), "{found}");
    assert!(!found.to_string().contains("secret of two"), "{found}");
    let words = json!({ "query": "secret" });
    let found = call_as(&app, &limited, "omni_find_messages", words).await.expect("found");
    assert!(found.to_string().contains("secret of one"), "{found}");
    assert!(!found.to_string().contains("secret of two"), "{found}");
    let other = json!({ "instance": two.to_string(), "to": ANN, "text": "x" });
    let text = call_as(&app, &limited, "omni_send_message", other).await.expect_err("refused");
    assert!(text.starts_with("FORBIDDEN"), "{text}");
    let resources = rpc_as(&app, Some(&limited), "resources/list", json!({})).await;
    assert!(!resources.body.to_string().contains(&two.to_string()), "{}", resources.body);
    app.stop().await;
}

#[tokio::test]
async fn documents_of_an_agent_are_added_listed_and_deleted() {
    let app = test_app().await;
    let made = call(&app, "omni_create_agent", json!({ "name": "shop" })).await.expect("created");
    let agent = &made["id"];
    let new = json!({ "agentId": agent, "name": "Prices", "text": "Tea is 3 €." });
    let added = call(&app, "omni_create_agent_document", new.clone()).await.expect("added");
    assert_eq!((&added["name"], &added["characters"]), (&json!("Prices"), &json!(11)));
    let list = json!({ "agentId": agent });
    let listed = call(&app, "omni_list_agent_documents", list.clone()).await.expect("a list");
    assert_eq!(listed, json!({ "items": [added] }), "without its text");

    let refused = [
        (new, "CONFLICT"),
        (json!({ "agentId": agent, "name": " ", "text": "x" }), "VALIDATION_ERROR"),
        (json!({ "agentId": agent, "name": "Empty", "text": " " }), "VALIDATION_ERROR"),
        (json!({ "agentId": agent, "name": "None" }), "VALIDATION_ERROR"),
    ];
    for (arguments, code) in refused {
        let text = call(&app, "omni_create_agent_document", arguments).await.expect_err(code);
        assert!(text.starts_with(code), "{code}: {text}");
    }
    let id = json!({ "agentId": agent, "documentId": added["id"] });
    let gone = call(&app, "omni_delete_agent_document", id.clone()).await.expect("deleted");
    assert_eq!(gone, json!({ "documentId": added["id"], "deleted": true }));
    let text = call(&app, "omni_delete_agent_document", id).await.expect_err("gone");
    assert!(text.starts_with("NOT_FOUND"), "{text}");
    let listed = call(&app, "omni_list_agent_documents", list.clone()).await.expect("a list");
    assert_eq!(listed["items"], json!([]));
    let shown = call(&app, "omni_get_agent", list).await.expect("an agent");
    assert_eq!(shown["version"], 3, "each change is a version");
    app.stop().await;
}

#[tokio::test]
async fn a_webhook_is_tested_and_a_delivery_is_shown_with_its_attempts() {
    let mut config = TestApp::config();
    config.outbound.allow = vec!["127.0.0.1".to_owned()];
    let app = test_app_with(TestOptions { database: Database::sqlite(), config }).await;
    let instance = app.connected_instance("shop").await;
    // Nothing listens there.
    let new = json!({ "url": "http://127.0.0.1:9/hook", "events": ["message.received"] });
    let made = call(&app, "omni_create_webhook", new).await.expect("created");
    let endpoint = made["endpoint"]["id"].clone();
    let tested = call(&app, "omni_test_webhook", json!({ "endpointId": endpoint })).await;
    let tested = tested.expect("a result");
    assert_eq!(
        (&tested["delivered"], &tested["response"]["status"]),
        (&json!(false), &json!(null))
    );
    assert!(tested["response"]["error"].is_string(), "{tested}");
    assert!(tested["request"]["headers"]["webhook-id"].is_string(), "{tested}");
    deliver(&app, instance, "A1", "hello").await;
    let list = |more: Value| {
        let mut arguments = json!({ "endpointId": endpoint });
        arguments.as_object_mut().expect("members").extend(more.as_object().expect("some").clone());
        let app = &app;
        async move { call(app, "omni_list_webhook_deliveries", arguments).await.expect("a list") }
    };
    let attempted = async {
        loop {
            let found = list(json!({ "event": "message.received", "status": "pending" })).await;
            if found["items"][0]["attemptCount"] == 1 {
                return found["items"][0]["id"].clone();
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    let id = tokio::time::timeout(Duration::from_secs(20), attempted).await.expect("an attempt");
    let shown = call(&app, "omni_get_webhook_delivery", json!({ "deliveryId": id })).await;
    let shown = shown.expect("a delivery");
    assert_eq!((&shown["id"], &shown["attempts"][0]["number"]), (&id, &json!(1)));
    assert!(shown["attempts"][0]["response"]["error"].is_string(), "{shown}");
    let past = "2025-01-01T00:00:00Z";
    for other in [json!({ "event": "message.sent" }), json!({ "until": past })] {
        assert_eq!(list(other.clone()).await["items"], json!([]), "{other}");
    }
    let replayed = json!({ "since": past, "until": past, "status": "delivered" });
    let replayed = call(&app, "omni_replay_webhook_deliveries", replayed).await.expect("none");
    assert_eq!((&replayed["replayed"], &replayed["hasMore"]), (&json!(0), &json!(false)));
    assert!(replayed["endedBy"].is_string(), "{replayed}");
    for (tool, arguments) in [
        ("omni_get_webhook_delivery", json!({ "deliveryId": "x" })),
        ("omni_test_webhook", json!({ "endpointId": "x" })),
        ("omni_list_webhook_deliveries", json!({ "event": "message.gone" })),
        ("omni_replay_webhook_deliveries", json!({ "status": "delivered" })),
        ("omni_replay_webhook_deliveries", json!({ "until": "today" })),
    ] {
        let text = call(&app, tool, arguments).await.expect_err(tool);
        assert!(text.starts_with("VALIDATION_ERROR"), "{tool}: {text}");
    }
    app.stop().await;
}

#[tokio::test]
async fn executions_are_listed_by_instance_and_state() {
    let app = test_app().await;
    app.connected_instance("one").await;
    for arguments in [json!({}), json!({ "instance": "one", "status": "failed", "limit": 5 })] {
        let found = call(&app, "omni_list_executions", arguments).await.expect("a list");
        assert_eq!(found, json!({ "items": [], "hasMore": false }));
    }
    for (arguments, code) in [
        (json!({ "status": "late" }), "VALIDATION_ERROR"),
        (json!({ "limit": 0 }), "VALIDATION_ERROR"),
        (json!({ "instance": "missing" }), "NOT_FOUND"),
    ] {
        let text = call(&app, "omni_list_executions", arguments).await.expect_err(code);
        assert!(text.starts_with(code), "{text}");
    }
    app.stop().await;
}

#[tokio::test]
async fn a_search_of_an_unknown_instance_does_not_look_like_an_empty_one() {
    let app = test_app().await;
    let one = app.connected_instance("one").await;
    let two = app.connected_instance("two").await;
    let empty = json!({ "instance": one.to_string() });
    let found = call(&app, "omni_search_messages", empty).await.expect("an empty result");
    assert_eq!(found["items"], json!([]));
    let missing = json!({ "instance": "0194b2c0-0000-7000-8000-0000000000ff" });
    let text = call(&app, "omni_search_messages", missing).await.expect_err("no such instance");
    assert!(text.starts_with("NOT_FOUND"), "{text}");

    let some = TestApp::key_for(&["events:read"]);
    let limited = app.new_key(NewApiKey { instance_ids: Some(vec![one]), ..some }).await;
    for hidden in [two.to_string(), "two".to_owned()] {
        let arguments = json!({ "instance": hidden });
        let answer = call_as(&app, &limited, "omni_search_messages", arguments).await;
        let text = answer.expect_err("hidden from this key");
        assert!(text.starts_with("NOT_FOUND"), "{text}");
    }
    app.stop().await;
}

#[tokio::test]
async fn a_revoked_key_is_rejected_at_once() {
    let app = test_app().await;
    let new = json!({ "name": "bot", "scopes": ["instances:read"] });
    let created = app.post("/api/v2/api-keys", new).await.body;
    let key = created["key"].as_str().expect("a key").to_owned();
    call_as(&app, &key, "omni_list_instances", json!({})).await.expect("a list");
    let path = format!("/api/v2/api-keys/{}", created["id"].as_str().expect("an id"));
    app.call(axum::http::Method::DELETE, &path, None).await;
    let answer = rpc_as(&app, Some(&key), "tools/list", json!({})).await;
    assert_eq!(answer.status.as_u16(), 401);
    app.stop().await;
}

#[tokio::test]
async fn chats_are_resources() {
    let app = test_app().await;
    let id = app.connected_instance("shop").await;
    deliver(&app, id, "A1", "hello there").await;
    let listed = rpc(&app, "resources/list", json!({})).await;
    let uri = listed["resources"][0]["uri"].as_str().expect("a chat").to_owned();
    assert!(uri.starts_with(&format!("omni://chats/{id}/")), "{uri}");
    let templates = rpc(&app, "resources/templates/list", json!({})).await;
    assert_eq!(
        templates["resourceTemplates"][0]["uriTemplate"],
        "omni://chats/{instanceId}/{chatId}"
    );
    let read = rpc(&app, "resources/read", json!({ "uri": uri })).await;
    let text = read["contents"][0]["text"].as_str().expect("a text");
    let chat: Value = serde_json::from_str(text).expect("JSON");
    assert_eq!(chat["messages"][0]["text"], "hello there", "{chat}");
    for uri in ["omni://chats/x", "omni://other/1", "file:///etc/passwd"] {
        let answer = rpc_as(&app, Some(&app.key), "resources/read", json!({ "uri": uri })).await;
        assert!(answer.body["error"]["code"].is_number(), "{uri}: {}", answer.body);
    }
    app.stop().await;
}
