use crate::support::{ANN, app_that_calls_out, key_with, line};
use axum::http::{Method, StatusCode};
use omni_sandbox::model::Model;
use omni_testing::{Answer, TestApp};
use serde_json::{Value, json};

const GOOD: &str = "gsk_good-private";

async fn complete(app: &TestApp, step: &str, data: Value) -> Answer {
    let path = format!("/api/v2/onboarding/steps/{step}/complete");
    app.post(&path, json!({ "data": data })).await
}

/// The steps that events of the wizard name, oldest first.
async fn reported(app: &TestApp) -> Vec<Value> {
    let list = app.get("/api/v2/events?eventType=system.onboarding_changed").await.body;
    let items = list["items"].as_array().expect("items").iter().rev();
    items.map(|event| event["payload"]["currentStep"].clone()).collect()
}

async fn status(app: &TestApp) -> Value {
    app.get("/api/v2/onboarding/status").await.body
}

#[tokio::test]
async fn a_step_without_an_object_is_refused_without_naming_a_rust_type() {
    let app = app_that_calls_out().await;
    let path = "/api/v2/onboarding/steps/api_keys/complete";
    let refused = app.post(path, Value::Null).await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{}", refused.body);
    let text = refused.body["error"]["message"].as_str().expect("a text");
    assert_eq!(text, "invalid type: null, expected an object");
    app.stop().await;
}

#[tokio::test]
async fn the_seven_steps_are_completed_and_each_is_checked() {
    let app = app_that_calls_out().await;
    let model = Model::start(0).await.expect("a model");
    model.require_key(GOOD);
    let fresh = status(&app).await;
    assert_eq!((&fresh["completed"], &fresh["currentStep"]), (&json!(false), &json!("welcome")));
    let ids: Vec<&str> =
        fresh["steps"].as_array().expect("steps").iter().filter_map(|s| s["id"].as_str()).collect();
    assert_eq!(
        ids,
        ["welcome", "api_keys", "first_instance", "connect", "agent", "test_message", "complete"]
    );

    let path = "/api/v2/onboarding/steps/welcome/complete";
    let welcome = app.call(Method::POST, path, None).await;
    assert_eq!(welcome.body, json!({ "success": true, "nextStep": "api_keys" }));

    let base = json!({ "value": model.url() });
    app.call(Method::PUT, "/api/v2/settings/groq.base_url", Some(base)).await;
    let none = complete(&app, "api_keys", json!({})).await;
    assert_eq!(line(&none), "400 VALIDATION_ERROR data");
    let wrong = complete(&app, "api_keys", json!({ "groqApiKey": "gsk_wrong-private" })).await;
    assert_eq!(line(&wrong), "400 VALIDATION_ERROR data.groqApiKey");
    let unknown = complete(&app, "api_keys", json!({ "acmeKey": "x" })).await;
    assert_eq!(line(&unknown), "400 VALIDATION_ERROR data.acmeKey");
    let now = status(&app).await;
    assert_eq!(now["steps"][1]["status"], "in_progress");
    assert_eq!(now["steps"][1]["data"]["groqConfigured"], false, "a rejected key is not stored");
    let good = complete(&app, "api_keys", json!({ "groqApiKey": GOOD })).await;
    assert_eq!(good.body["nextStep"], "first_instance", "{}", good.body);
    let now = status(&app).await;
    assert_eq!(
        now["steps"][1],
        json!({ "id": "api_keys", "status": "completed", "data": {
            "groqConfigured": true, "geminiConfigured": false, "openaiConfigured": false } })
    );
    let history = app.get("/api/v2/settings/groq.api_key/history").await;
    assert_eq!(history.body["items"][0]["reason"], "onboarding");

    assert_eq!(fresh["simulatedPhones"], false);
    for step in ["first_instance", "connect", "agent", "test_message", "complete"] {
        assert_eq!(line(&complete(&app, step, json!({})).await), "409 CONFLICT", "{step}");
    }
    let id = app.connected_instance("one").await;
    assert_eq!(complete(&app, "first_instance", json!({})).await.body["nextStep"], "connect");
    assert_eq!(complete(&app, "connect", json!({})).await.body["nextStep"], "agent");
    assert_eq!(line(&complete(&app, "agent", json!({})).await), "409 CONFLICT", "none answers");
    let agent = json!({ "agent": { "type": "openai", "apiUrl": model.url(), "agentId": "m" } });
    let path = format!("/api/v2/instances/{id}");
    let changed = app.call(Method::PATCH, &path, Some(agent)).await;
    assert_eq!(changed.status, StatusCode::OK, "{}", changed.body);
    assert_eq!(status(&app).await["steps"][4]["data"], json!({ "agentCount": 1 }));
    assert_eq!(complete(&app, "agent", json!({})).await.body["nextStep"], "test_message");
    let sent = app
        .post("/api/v2/messages", json!({ "instanceId": id.to_string(), "to": ANN, "text": "hi" }))
        .await;
    let message = json!({ "messageId": sent.body["messageId"] });
    assert_eq!(complete(&app, "test_message", message).await.body["nextStep"], "complete");
    let last = complete(&app, "complete", json!({})).await;
    assert_eq!(last.body, json!({ "success": true, "nextStep": null }));
    let done = status(&app).await;
    assert_eq!((&done["completed"], &done["skipped"]), (&json!(true), &json!(false)));
    for body in [good.body, wrong.body, now, done, history.body] {
        assert!(!body.to_string().contains("private"), "{body}");
    }
    app.stop().await;
}

#[tokio::test]
async fn onboarding_can_be_skipped_completely_or_partly() {
    let app = app_that_calls_out().await;
    let left = complete(&app, "api_keys", json!({ "skip": true })).await;
    assert_eq!(left.body["nextStep"], "welcome");
    assert_eq!(status(&app).await["steps"][1]["status"], "skipped");
    complete(&app, "agent", json!({ "skip": true })).await;
    assert_eq!(status(&app).await["steps"][4]["status"], "skipped");
    complete(&app, "agent", json!({ "skip": true })).await;
    assert_eq!(reported(&app).await, ["welcome", "welcome"], "a repeat changes nothing");
    let unreachable = json!({ "value": "http://127.0.0.1:9/v1" });
    app.call(Method::PUT, "/api/v2/settings/openai.base_url", Some(unreachable)).await;
    let answer = complete(&app, "api_keys", json!({ "openaiApiKey": "sk-x" })).await;
    assert_eq!(line(&answer), "503 AGENT_UNAVAILABLE");
    let skipped = app.call(Method::POST, "/api/v2/onboarding/skip", None).await;
    assert_eq!(skipped.body, json!({ "success": true }));
    let now = status(&app).await;
    assert_eq!((&now["completed"], &now["skipped"]), (&json!(true), &json!(true)));
    assert_eq!(reported(&app).await, [json!("welcome"), json!("welcome"), Value::Null]);
    assert_eq!(line(&complete(&app, "dance", json!({})).await), "404 NOT_FOUND");
    let id = app.connected_instance("one").await.to_string();
    let limited = key_with(&app, &["*"], Some(&[&id])).await;
    let answer = app.call_as(Some(&limited), Method::POST, "/api/v2/onboarding/skip", None).await;
    assert_eq!(line(&answer), "403 FORBIDDEN");
    let read = app.call_as(Some(&limited), Method::GET, "/api/v2/onboarding/status", None).await;
    assert_eq!(read.status, StatusCode::OK);
    app.stop().await;
}

#[tokio::test]
async fn each_step_that_asks_for_something_can_be_skipped_and_taken_up_again() {
    let app = app_that_calls_out().await;
    complete(&app, "welcome", json!({ "skip": true })).await;
    assert_eq!(status(&app).await["steps"][0]["status"], "completed", "there is nothing to skip");
    let order = ["api_keys", "first_instance", "connect", "agent", "test_message", "complete"];
    for pair in order.windows(2) {
        let skipped = complete(&app, pair[0], json!({ "skip": true })).await;
        assert_eq!(skipped.body["nextStep"], pair[1], "{}", skipped.body);
    }
    assert_eq!(line(&complete(&app, "connect", json!({ "skip": false })).await), "409 CONFLICT");
    app.connected_instance("one").await;
    complete(&app, "connect", json!({})).await;
    let now = status(&app).await;
    assert_eq!((&now["steps"][3]["status"], &now["skipped"]), (&json!("completed"), &json!(false)));
    complete(&app, "connect", json!({ "skip": true })).await;
    assert_eq!(status(&app).await["steps"][3]["status"], "completed", "it stays done");
    let last = complete(&app, "complete", json!({})).await;
    assert_eq!(last.body, json!({ "success": true, "nextStep": null }));
    app.stop().await;
}
