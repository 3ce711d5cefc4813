use crate::support::{line, test_app};
use serde_json::json;

#[tokio::test]
async fn channels_of_this_build_are_listed_with_their_capabilities() {
    let app = test_app().await;
    let list = app.get("/api/v2/channels").await;
    let items = list.body["items"].as_array().expect("rows");
    assert_eq!(items.len(), 1, "a channel that is not in this build is not listed");
    let one = app.get("/api/v2/channels/whatsapp-baileys").await;
    assert_eq!(items[0], one.body);
    assert_eq!(one.body["id"], "whatsapp-baileys");
    assert_eq!(one.body["version"], "2.0.0");
    let capabilities = &one.body["capabilities"];
    assert_eq!(capabilities["canSendText"], true);
    assert_eq!(capabilities["canEditMessage"], false);
    assert_eq!(capabilities["maxMessageLength"], 65_536);
    assert_eq!(
        capabilities["messaging"],
        json!({
            "text": true, "media": true, "reactions": true, "threads": false, "typing": true,
            "presence": true, "readReceipts": false, "edit": false, "delete": false,
        })
    );
    let other = app.get("/api/v2/channels/discord").await;
    assert_eq!(line(&other), "404 NOT_FOUND");
    app.stop().await;
}
