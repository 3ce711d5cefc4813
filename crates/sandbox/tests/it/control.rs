//! The network driven over its control interface alone.

use omni_sandbox::whatsapp::{Network, NetworkOptions};
use serde_json::{Value, json};
use wacore::store::InMemoryBackend;
use wacore::types::events::Event;

use crate::harness::{Device, LIMIT, http, jid, text};

struct Remote {
    base: String,
    http: reqwest::Client,
}

impl Remote {
    async fn post(&self, path: &str, body: Value) -> Value {
        let response =
            self.http.post(format!("{}{path}", self.base)).json(&body).send().await.unwrap();
        let status = response.status();
        let answer: Value = response.json().await.unwrap();
        assert!(status.is_success(), "{path}: {answer}");
        answer
    }

    async fn get(&self, path: &str) -> Value {
        self.http.get(format!("{}{path}", self.base)).send().await.unwrap().json().await.unwrap()
    }
}

async fn remote() -> (Network, Remote) {
    let options = NetworkOptions { control_port: Some(0), ..Default::default() };
    let network = Network::start(options).await.unwrap();
    let base = network.control_url().unwrap();
    (network, Remote { base, http: http() })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everything_can_be_done_from_outside() {
    let (network, remote) = remote().await;
    for (number, name) in [("15550000001", "Olivia"), ("15550000002", "Finn")] {
        remote.post("/phones", json!({ "number": number, "push_name": name })).await;
    }
    let device = Device::start(&network, std::sync::Arc::new(InMemoryBackend::new())).await;
    let qr = device.qr().await;
    let linked = remote.post("/phones/15550000001/scan", json!({ "qr": qr })).await;
    assert_eq!(linked["linked_devices"][0], "15550000001:1@s.whatsapp.net");
    device.connected().await;

    let send = |body: Value| remote.post("/phones/15550000002/send", body);
    let sent = send(json!({ "to": "15550000001", "type": "text", "text": "by remote" })).await;
    let received = device.text("by remote").await;
    assert_eq!(sent["id"], received.info.id);
    let target = sent["id"].as_str().unwrap();
    send(json!({ "to": "15550000001", "type": "reaction", "target": target, "emoji": "👍" })).await;
    device.message(|one| one.message.reaction_message.is_set()).await;
    let media = json!({
        "to": "15550000001", "type": "media", "kind": "document", "mime": "text/plain",
        "data": "aGVsbG8=", "file_name": "hello.txt",
    });
    send(media).await;
    let document = device.message(|one| one.message.document_message.is_set()).await;
    let document = document.message.document_message.as_option().unwrap().clone();
    assert_eq!(device.client.download(&document).await.unwrap(), b"hello");

    device.client.send_message(jid("15550000002@s.whatsapp.net"), text("answer")).await.unwrap();
    let wanted = json!({ "text": "answer", "from": "15550000001" });
    let arrived = remote.post("/phones/15550000002/expect", wanted).await;
    assert_eq!(arrived["text"], "answer");
    assert_eq!(arrived["repeats"], 0);
    assert_eq!(remote.get("/phones/15550000002/received").await.as_array().unwrap().len(), 1);

    let called = remote.post("/phones/15550000002/call", json!({ "to": "15550000001" })).await;
    let path = format!("/phones/15550000002/calls/{}", called["call"].as_str().unwrap());
    let seen = remote.get(&path).await;
    assert_eq!((&seen["to"], &seen["end"]), (&json!("15550000001"), &Value::Null));

    let group = json!({ "subject": "Lunch", "creator": "15550000002", "members": ["15550000001"] });
    let group = remote.post("/groups", group).await;
    assert!(group["jid"].as_str().unwrap().ends_with("@g.us"));
    let fault = json!({ "fault": "reject_sends", "device": "*", "count": 1, "code": 463 });
    remote.post("/faults", fault).await;
    assert_eq!(remote.get("/stats").await["network"]["pairings"], 1);

    let missing = format!("{}/phones/1999/unlink", remote.base);
    let refused = remote.http.post(missing).send().await.unwrap();
    assert_eq!(refused.status().as_u16(), 400);
    network.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_types_to_a_phone_is_seen_from_outside() {
    let (network, remote) = remote().await;
    for (number, name) in [("15550000001", "Olivia"), ("15550000002", "Finn")] {
        remote.post("/phones", json!({ "number": number, "push_name": name })).await;
    }
    let path = "/phones/15550000001/typing";
    assert_eq!(remote.get(path).await, json!([]));
    for on in [true, false] {
        let typing = json!({ "to": "15550000001", "on": on });
        remote.post("/phones/15550000002/typing", typing).await;
    }
    let phone = network.phone("15550000001").unwrap();
    phone.expect_activity(LIMIT, |typing, _| typing.len() == 2).await.unwrap();
    let seen = remote.get(path).await;
    for (at, typing) in [true, false].into_iter().enumerate() {
        let one = &seen[at];
        assert_eq!((&one["from"], &one["typing"]), (&json!("15550000002"), &json!(typing)));
    }
    network.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_passkey_is_demanded_signed_and_expires_from_outside() {
    let (network, remote) = remote().await;
    let path = "/phones/15550000001/passkey";
    remote.post("/phones", json!({ "number": "15550000001", "push_name": "Olivia" })).await;
    assert_eq!(remote.get(path).await, json!({ "protected": false, "code": null }));
    let sign = format!("{}{path}/sign", remote.base);
    let unprotected = json!({ "options": { "challenge": "AAAA" } });
    let refused = remote.http.post(&sign).json(&unprotected).send().await.unwrap();
    assert_eq!(refused.status().as_u16(), 400, "there is nothing to sign with");
    remote.post(path, json!({})).await;
    assert_eq!(remote.get(path).await, json!({ "protected": true, "code": null }));

    let device = Device::start(&network, std::sync::Arc::new(InMemoryBackend::new())).await;
    let qr = device.qr().await;
    let scanned = remote.post("/phones/15550000001/scan", json!({ "qr": qr })).await;
    assert_eq!(scanned["linked_devices"], json!([]), "not without the passkey");
    let options = device
        .find("a challenge", |event| match event {
            Event::PairPasskeyRequest(request) => Some(request.request_options_json.clone()),
            _ => None,
        })
        .await;
    let options: Value = serde_json::from_str(&options).unwrap();
    let signed = remote.post(&format!("{path}/sign"), json!({ "options": options })).await;
    assert_eq!(signed["id"], options["allowCredentials"][0]["id"]);
    assert!(signed["response"]["signature"].is_string(), "{signed}");

    let expire = format!("{path}/expire");
    assert_eq!(remote.post(&expire, json!({})).await, json!({ "expired": 1 }));
    assert_eq!(remote.post(&expire, json!({})).await, json!({ "expired": 0 }));
    network.stop().await;
}
