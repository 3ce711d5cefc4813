use super::stage::{Stage, assert_shows_nothing};
use crate::socket::{Client, serve};
use crate::support::{deliver, from_ann};
use omni_api_omni::routes;
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Error;

/// What each socket is asked, on a path that is about the first tenant where it can be.
fn subscriptions(stage: &Stage, route: &str) -> Vec<Value> {
    let id = stage.instance.to_string();
    match route {
        "/api/v2/ws/events" => vec![
            json!({ "type": "subscribe" }),
            json!({ "type": "subscribe", "since": 0 }),
            json!({ "type": "subscribe", "since": 0, "filters": { "instanceId": id } }),
        ],
        "/api/v2/ws/instances" => vec![
            json!({ "type": "subscribe", "instances": ["*"] }),
            json!({ "type": "subscribe", "instances": [id] }),
        ],
        "/api/v2/ws/chats/{instanceId}" | "/api/v2/ws/logs" | "/api/v2/logs" => Vec::new(),
        other => panic!("{other}: say what to ask it"),
    }
}

#[tokio::test]
async fn no_socket_shows_what_another_tenant_has() {
    let stage = Stage::set().await;
    let ids = stage.known_ids().await;
    let address = serve(&stage.app).await;
    let sockets =
        routes().iter().filter(|route| route.path.contains("/ws/") || route.path == "/api/v2/logs");
    let mut heard = 0;
    for route in sockets {
        let path = route.path.replace("{instanceId}", &stage.instance.to_string());
        let path = path.trim_start_matches("/api/v2/");
        let opened = Client::open(address, &format!("{path}?api_key={}", stage.foreign)).await;
        let subscriptions = subscriptions(&stage, &route.path);
        if subscriptions.is_empty() {
            let refused = matches!(&opened, Err(Error::Http(answer)) if [403, 404].contains(&answer.status().as_u16()));
            assert!(refused, "{path}: {:?}", opened.err());
            continue;
        }
        let mut client = opened.expect("in");
        for subscription in subscriptions {
            heard += 1;
            client.say(subscription.clone()).await;
            let id = format!("LIVE{heard}");
            deliver(&stage.app, stage.instance, vec![from_ann(&id, "hidden and live")]).await;
            client.say(json!({ "type": "ping" })).await;
            let asked = format!("{path} {subscription}");
            loop {
                let message = client.receive().await;
                assert_shows_nothing(&asked, &message.to_string(), &ids);
                let kind = message["type"].as_str().expect("a type");
                match kind {
                    "pong" => break,
                    "subscribed" | "error" => {}
                    other => panic!("{asked}: {other} {message}"),
                }
            }
        }
    }
    assert!(heard >= 5, "each socket was asked");
    stage.app.stop().await;
}

#[tokio::test]
async fn a_key_in_the_first_message_reaches_no_further() {
    let stage = Stage::set().await;
    let address = serve(&stage.app).await;
    let chats = format!("ws/chats/{}", stage.instance);
    for (path, subscription) in [
        (chats.as_str(), json!({ "type": "subscribe" })),
        ("ws/logs", json!({ "type": "subscribe", "services": ["*"], "tail": 100 })),
    ] {
        let mut client = Client::open(address, path).await.expect("in, for now");
        client.say(json!({ "type": "auth", "apiKey": stage.foreign })).await;
        assert_eq!(client.receive().await["type"], "authenticated");
        client.say(subscription).await;
        let refused = client.receive().await;
        let code = refused["error"]["code"].as_str().unwrap_or_default();
        assert!(["FORBIDDEN", "NOT_FOUND"].contains(&code), "{path}: {refused}");
    }
    stage.app.stop().await;
}
