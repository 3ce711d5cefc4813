use super::setup::{Setup, assert_shows_nothing};
use crate::socket::{Client, serve};
use crate::support::{deliver, from_ann};
use omni_api_omni::routes;
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Error;

/// The subscriptions of each socket, on a path that names the first tenant's instance if possible.
fn subscriptions(setup: &Setup, route: &str) -> Vec<Value> {
    let id = setup.instance.to_string();
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
        other => panic!("{other}: add its subscriptions"),
    }
}

#[tokio::test]
async fn no_socket_shows_what_another_tenant_has() {
    let setup = Setup::new().await;
    let ids = setup.known_ids().await;
    let address = serve(&setup.app).await;
    let sockets =
        routes().iter().filter(|route| route.path.contains("/ws/") || route.path == "/api/v2/logs");
    let mut count = 0;
    for route in sockets {
        let path = route.path.replace("{instanceId}", &setup.instance.to_string());
        let path = path.trim_start_matches("/api/v2/");
        let opened = Client::open(address, &format!("{path}?api_key={}", setup.foreign)).await;
        let subscriptions = subscriptions(&setup, &route.path);
        if subscriptions.is_empty() {
            let refused = matches!(&opened, Err(Error::Http(answer)) if [403, 404].contains(&answer.status().as_u16()));
            assert!(refused, "{path}: {:?}", opened.err());
            continue;
        }
        let mut client = opened.expect("open");
        for subscription in subscriptions {
            count += 1;
            client.send(subscription.clone()).await;
            let id = format!("LIVE{count}");
            deliver(&setup.app, setup.instance, vec![from_ann(&id, "hidden and live")]).await;
            client.send(json!({ "type": "ping" })).await;
            let request = format!("{path} {subscription}");
            loop {
                let message = client.receive().await;
                assert_shows_nothing(&request, &message.to_string(), &ids);
                let kind = message["type"].as_str().expect("a type");
                match kind {
                    "pong" => break,
                    "subscribed" | "error" => {}
                    other => panic!("{request}: {other} {message}"),
                }
            }
        }
    }
    assert!(count >= 5, "each subscription was tried");
    setup.app.stop().await;
}

#[tokio::test]
async fn a_key_in_the_first_message_reaches_no_further() {
    let setup = Setup::new().await;
    let address = serve(&setup.app).await;
    let chats = format!("ws/chats/{}", setup.instance);
    for (path, subscription) in [
        (chats.as_str(), json!({ "type": "subscribe" })),
        ("ws/logs", json!({ "type": "subscribe", "services": ["*"], "tail": 100 })),
    ] {
        let mut client = Client::open(address, path).await.expect("open");
        client.send(json!({ "type": "auth", "apiKey": setup.foreign })).await;
        assert_eq!(client.receive().await["type"], "authenticated");
        client.send(subscription).await;
        let refused = client.receive().await;
        let code = refused["error"]["code"].as_str().unwrap_or_default();
        assert!(["FORBIDDEN", "NOT_FOUND"].contains(&code), "{path}: {refused}");
    }
    setup.app.stop().await;
}
