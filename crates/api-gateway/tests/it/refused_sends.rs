//! What the network does not deliver is refused, with what is sent instead.

use crate::support::{connected, line, post, sent_messages, test_app};
use omni_api_gateway::document;
use serde_json::json;

#[tokio::test]
async fn what_the_network_does_not_deliver_is_refused_with_the_route_to_use() {
    let app = test_app().await;
    let (id, token) = connected(&app).await;
    let paths = document()["paths"].clone();
    let buttons = json!({
        "to": "15550002222", "type": "button", "body": { "text": "Which one?" },
        "action": { "buttons": [{ "type": "quick_reply", "title": "Red", "id": "r" }] },
    });
    let cards = json!({
        "to": "15550002222", "body": { "text": "Our bikes" },
        "cards": [{ "text": "Red", "media": { "media": "https://example.com/red.jpg" } }],
    });
    let place = json!({ "to": "15550002222", "latitude": -23.5, "longitude": -46.6 });
    for (name, body, field, instead) in [
        ("interactive", buttons, "type", "/api/v1/messages/poll"),
        ("carousel", cards, "cards", "/api/v1/messages/image"),
        ("live_location", place, "latitude", "/api/v1/messages/location"),
    ] {
        let refused = post(&app, &token, &format!("/api/v1/messages/{name}"), body).await;
        assert_eq!(line(&refused), "400 VALIDATION_ERROR", "{name}");
        let fields = &refused.body["details"]["fieldErrors"];
        let text = fields[field][0].as_str().unwrap_or_default();
        assert!(text.contains(instead), "{name}: {}", refused.body);
        assert!(paths[instead]["post"].is_object(), "{instead} is no route");
    }
    assert!(sent_messages(&app, id).is_empty());
    app.stop().await;
}
