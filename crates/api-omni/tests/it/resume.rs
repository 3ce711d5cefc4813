//! A connection that is interrupted repeatedly.

use crate::socket::{Client, serve};
use crate::support::test_app;
use omni_domain::TenantId;
use omni_domain::content::Content;
use omni_domain::event::{Event, QueuedMessage};
use omni_domain::message::MessageSource;
use serde_json::{Value, json};
use std::time::Duration;

const EVENTS: i64 = 5000;
const CUTS: usize = 50;

fn body(number: i64) -> QueuedMessage {
    let chat = "15550002222@s.whatsapp.net".to_owned();
    let content = Content::text(number.to_string());
    let source = MessageSource::Api;
    QueuedMessage {
        to: chat.clone(),
        chat,
        content,
        reply_to: None,
        view_once: false,
        forwarded: false,
        source,
        sent_by: None,
    }
}

/// Writes events beside the reader, a few at a time.
async fn write_events(app: omni_app::App, instance: omni_domain::InstanceId) {
    for group in 0..EVENTS / 50 {
        let events: Vec<Event> = (0..50)
            .map(|number| {
                let id = app.env.id();
                let mut event =
                    Event::new(id, TenantId::DEFAULT, body(group * 50 + number), app.env.now());
                event.instance_id = Some(instance);
                event.chat_external_id = Some("15550002222@s.whatsapp.net".to_owned());
                event
            })
            .collect();
        let written: Result<(), omni_app::Error> = app
            .store
            .write(move |tx| {
                Box::pin(async move {
                    for event in events {
                        tx.append_event(event);
                    }
                    Ok(())
                })
            })
            .await;
        written.expect("a write");
        tokio::task::yield_now().await;
    }
}

/// Reads until all events are received, and closes the connection 50 times without a close frame.
async fn read_all(
    address: std::net::SocketAddr,
    path: &str,
    mut since: i64,
    position: impl Fn(&Value) -> Option<i64>,
) -> Vec<i64> {
    let per_connection = usize::try_from(EVENTS).expect("small") / (CUTS + 1);
    let mut seen = Vec::new();
    let mut connections = 0;
    while seen.len() < usize::try_from(EVENTS).expect("small") {
        let mut client = Client::open(address, path).await.expect("open");
        connections += 1;
        client.subscribe(json!({ "type": "subscribe", "since": since })).await;
        let last_one = connections > CUTS;
        let mut here = 0;
        while (last_one || here < per_connection)
            && seen.len() < usize::try_from(EVENTS).expect("small")
        {
            let message = client.receive().await;
            let Some(seq) = position(&message) else { continue };
            since = seq;
            seen.push(seq);
            here += 1;
        }
        // More is in transit: messages that were sent on this connection and not read are lost with
        // it.
        drop(client);
    }
    assert_eq!(connections, CUTS + 1);
    seen
}

async fn everything_is_received_once(path: &str, position: impl Fn(&Value) -> Option<i64>) {
    let app = test_app().await;
    let id = app.connected_instance("one").await;
    let address = serve(&app).await;
    // The event that the instance is connected follows its state.
    let connected = "/api/v2/events?eventType=instance.connected";
    while app.get(connected).await.body["meta"]["total"] == 0 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let since = app.app.store.last_event_seq().await.expect("a read");
    let path = format!("{}?api_key={}", path.replace("{id}", &id.to_string()), app.key);
    let writing = tokio::spawn(write_events(app.app.clone(), id));
    let seen = read_all(address, &path, since, position).await;
    writing.await.expect("written");
    assert!(seen.is_sorted_by(|one, other| one < other), "in order, none twice");
    let stored = app.app.store.last_event_seq().await.expect("a read");
    assert_eq!((seen.first(), seen.last()), (Some(&(since + 1)), Some(&stored)));
    assert_eq!(i64::try_from(seen.len()).expect("small"), stored - since, "none missing");
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fifty_interruptions_lose_no_event_and_repeat_none() {
    everything_is_received_once("ws/events", |message| message["event"]["seq"].as_i64()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fifty_interruptions_lose_no_message_of_the_chats_stream() {
    everything_is_received_once("ws/chats/{id}", |message| message["seq"].as_i64()).await;
}
