//! Files of a turn in the requests to its agent.

use crate::support::{app_that_calls_out, deliver, from_ann_with};
use axum::http::{Method, StatusCode};
use omni_domain::content::{Content, MediaContent, MediaKind};
use omni_domain::ids::InstanceId;
use omni_sandbox::model::Model;
use omni_sandbox::webhook::Webhook;
use omni_testing::TestApp;
use serde_json::{Value, json};
use std::time::Duration;

const SOON: Duration = Duration::from_secs(20);

/// A connected instance whose agent is this provider, and that reads no images itself.
async fn instance(app: &TestApp, provider: Value) -> InstanceId {
    let made = app.post("/api/v2/providers", provider).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    let instance = app.connected_instance("shop").await;
    let agent = json!({ "providerId": made.body["id"] });
    set(app, instance, json!({ "agent": agent, "media": { "processImages": false } })).await;
    app.channel.session(instance).expect("a session").offer_file(b"cat", b"cat");
    instance
}

async fn set(app: &TestApp, instance: InstanceId, body: Value) {
    let path = format!("/api/v2/instances/{instance}");
    let set = app.call(Method::PATCH, &path, Some(body)).await;
    assert_eq!(set.status, StatusCode::OK, "{}", set.body);
}

async fn deliver_picture(app: &TestApp, instance: InstanceId, id: &str) {
    let mut picture = MediaContent::new(MediaKind::Image, "image/png");
    picture.caption = Some("is it this one?".to_owned());
    deliver(app, instance, vec![from_ann_with(id, Content::Media(picture), Some(b"cat"))]).await;
}

/// The request of this number.
async fn request(model: &Model, number: usize) -> Value {
    let requests = model.expect_requests(number, SOON).await.expect("a request");
    requests[number - 1].body["messages"].as_array().expect("some").last().expect("one").clone()
}

#[tokio::test]
async fn an_agent_that_accepts_images_receives_them_beside_their_text() {
    let app = app_that_calls_out().await;
    let model = Model::start(0).await.expect("a model");
    let provider = json!({
        "name": "eyes", "type": "openai", "apiUrl": model.url(),
        "metadata": { "supportsImages": true },
    });
    let instance = instance(&app, provider).await;
    deliver_picture(&app, instance, "A1").await;
    let parts = request(&model, 1).await["content"].clone();
    assert_eq!(parts[0]["text"], "[image] is it this one?");
    assert_eq!(parts[1]["image_url"]["url"], "data:image/png;base64,Y2F0", "{parts}");

    set(&app, instance, json!({ "conversation": { "attachFiles": false } })).await;
    deliver_picture(&app, instance, "A2").await;
    assert_eq!(request(&model, 2).await["content"], "[image] is it this one?");
    app.stop().await;
}

#[tokio::test]
async fn a_model_that_accepts_only_text_receives_no_files() {
    let app = app_that_calls_out().await;
    let model = Model::start(0).await.expect("a model");
    let provider = json!({ "name": "text", "type": "openai", "apiUrl": model.url() });
    let instance = instance(&app, provider).await;
    deliver_picture(&app, instance, "A1").await;
    assert_eq!(request(&model, 1).await["content"], "[image] is it this one?");
    app.stop().await;
}

#[tokio::test]
async fn a_webhook_receives_the_urls_of_files() {
    let app = app_that_calls_out().await;
    let hook = Webhook::start(0).await.expect("a webhook");
    let provider = json!({ "name": "hook", "type": "webhook", "apiUrl": hook.url() });
    let instance = instance(&app, provider).await;
    deliver_picture(&app, instance, "A1").await;
    let calls = hook.expect_calls(1, SOON).await.expect("called");
    let content = &calls[0].body["content"];
    assert_eq!(content["text"], "[image] is it this one?");
    let file = &content["files"][0];
    assert_eq!((&file["name"], &file["size"]), (&json!("image-1.png"), &json!(3)), "{content}");
    let url = file["url"].as_str().expect("an address");
    let path = &url[url.find("/api/v2").expect("a path")..];
    let fetched = app.get(path).await;
    assert_eq!(fetched.status, StatusCode::OK, "{}", fetched.body);
    app.stop().await;
}
