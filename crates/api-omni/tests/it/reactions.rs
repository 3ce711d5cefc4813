//! Reactions of the instance's own account.

use crate::support::{ANN, deliver, from_ann, test_app, until};
use axum::http::StatusCode;
use omni_channel::{Inbound, MessageRef, ReactionUpdate};
use omni_domain::Timestamp;
use omni_domain::conversation::Address;
use serde_json::{Value, json};

const OWN: &str = "15550001111@s.whatsapp.net";
const OWN_LID: &str = "900000000000001@lid";

fn own_reaction(sender: &str, emoji: &str) -> Inbound {
    Inbound::Reaction(ReactionUpdate {
        external_id: format!("R-{emoji}"),
        chat: Address::new(ANN),
        target: MessageRef { external_id: "IN1".to_owned(), sender: None, from_me: false },
        sender: Address::new(sender),
        emoji: emoji.to_owned(),
        from_me: true,
        at: Timestamp(1_767_323_045_000),
    })
}

#[tokio::test]
async fn an_own_reaction_is_the_accounts_under_each_of_its_addresses() {
    let app = test_app().await;
    let id = app.connected_instance("one").await;
    deliver(&app, id, vec![from_ann("IN1", "question")]).await;
    let reactions = async || {
        let path = format!("/api/v2/instances/{id}/chats/{ANN}/messages");
        let body = app.get(&path).await.body;
        let given = body["items"][0]["reactions"].as_array().expect("a list").clone();
        let pair = |one: &Value| (one["platformUserId"].clone(), one["emoji"].clone());
        given.iter().map(pair).collect::<Vec<_>>()
    };
    let own = |emoji: &str| vec![(json!(OWN), json!(emoji))];

    deliver(&app, id, vec![own_reaction(OWN_LID, "👍")]).await;
    assert_eq!(reactions().await, own("👍"));
    let path = format!("/api/v2/events?instanceId={id}&eventType=reaction.received");
    let payload = app.get(&path).await.body["items"][0]["payload"].clone();
    assert_eq!((&payload["from"], &payload["fromMe"]), (&json!(OWN), &json!(true)), "{payload}");

    let body = json!({ "instanceId": id, "to": ANN, "messageId": "IN1", "emoji": "😮" });
    let reacted = app.post("/api/v2/messages/reaction", body).await;
    assert_eq!(reacted.status, StatusCode::OK, "{}", reacted.body);
    until("it has replaced the other", async || reactions().await == own("😮")).await;
    app.stop().await;
}
