//! Simulated phones, over a network that this test stands for.

use crate::support::{key_with, line, test_app};
use axum::http::{Method, StatusCode};
use futures::FutureExt as _;
use futures::future::BoxFuture;
use omni_app::simulation::{PHONES_MAX, Refusal, SimulatedMessage, SimulatedNetwork};
use omni_domain::Timestamp;
use omni_testing::{Answer, TestApp};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};

/// A network that hands every text to its recipient, and links any QR but one.
#[derive(Debug, Default)]
struct Fake {
    sent: Mutex<Vec<(String, SimulatedMessage)>>,
}

const OLD_QR: &str = "an old QR";

impl SimulatedNetwork for Fake {
    fn create<'a>(&'a self, _: &'a str, _: &'a str) -> BoxFuture<'a, Result<(), Refusal>> {
        async { Ok(()) }.boxed()
    }

    fn scan<'a>(&'a self, _: &'a str, qr: &'a str) -> BoxFuture<'a, Result<(), Refusal>> {
        let outcome = if qr == OLD_QR { Err("no client shows it".to_owned()) } else { Ok(()) };
        async move { outcome }.boxed()
    }

    fn send<'a>(
        &'a self,
        number: &'a str,
        to: &'a str,
        text: &'a str,
    ) -> BoxFuture<'a, Result<String, Refusal>> {
        let mut sent = self.sent.lock().expect("not poisoned");
        let id = format!("M{}", sent.len());
        let message = SimulatedMessage {
            id: id.clone(),
            from: number.to_owned(),
            text: Some(text.to_owned()),
            sent_at: Timestamp(1_767_323_044_000),
        };
        sent.push((to.to_owned(), message));
        async move { Ok(id) }.boxed()
    }

    fn received(&self, number: &str) -> Vec<SimulatedMessage> {
        let sent = self.sent.lock().expect("not poisoned");
        let own = sent.iter().filter(|(to, _)| to == number);
        own.map(|(_, message)| message.clone()).collect()
    }
}

async fn make(app: &TestApp, number: &str) -> Answer {
    app.post("/api/v2/simulated-phones", json!({ "phoneNumber": number, "name": "Shop" })).await
}

async fn send(app: &TestApp, from: &str, body: Value) -> Answer {
    app.post(&format!("/api/v2/simulated-phones/{from}/messages"), body).await
}

async fn simulated() -> TestApp {
    let app = test_app().await;
    app.app.simulation.plug(Arc::new(Fake::default()));
    app
}

#[tokio::test]
async fn a_server_on_the_real_network_has_no_simulated_phones() {
    let app = test_app().await;
    assert_eq!(line(&make(&app, "+55 11 90000-0001").await), "400 NOT_SUPPORTED");
    let body = json!({ "to": "5511900000001", "text": "hi" });
    assert_eq!(line(&send(&app, "5511900000001", body).await), "404 NOT_FOUND");
    app.stop().await;
}

#[tokio::test]
async fn phones_scan_write_and_show_what_they_received() {
    let app = simulated().await;
    assert_eq!(app.get("/api/v2/onboarding/status").await.body["simulatedPhones"], true);
    let shop = make(&app, "+55 11 90000-0001").await;
    assert_eq!(
        (shop.status, &shop.body),
        (StatusCode::CREATED, &json!({ "number": "5511900000001" }))
    );
    assert_eq!(line(&make(&app, "5511900000001").await), "409 CONFLICT");
    assert_eq!(line(&make(&app, "12").await), "400 VALIDATION_ERROR phoneNumber");
    make(&app, "5511900000002").await;

    let scan = "/api/v2/simulated-phones/5511900000001/scan";
    assert_eq!(app.post(scan, json!({ "qr": "a QR" })).await.body, json!({ "success": true }));
    assert_eq!(line(&app.post(scan, json!({ "qr": OLD_QR })).await), "409 CONFLICT");

    let body = json!({ "to": "+55 11 90000-0001", "text": "Do you repair bikes?" });
    let sent = send(&app, "5511900000002", body).await;
    assert_eq!(sent.body, json!({ "id": "M0" }));
    let empty = send(&app, "5511900000002", json!({ "to": "5511900000001", "text": " " })).await;
    assert_eq!(line(&empty), "400 VALIDATION_ERROR text");
    let received = app.get("/api/v2/simulated-phones/5511900000001/messages").await.body;
    let message = json!({
        "id": "M0", "from": "5511900000002", "text": "Do you repair bikes?",
        "sentAt": "2026-01-02T03:04:04.000Z",
    });
    assert_eq!(received, json!({ "items": [message] }));
    app.stop().await;
}

#[tokio::test]
async fn phones_are_of_one_tenant_and_of_no_limited_key() {
    let app = simulated().await;
    make(&app, "5511900000001").await;
    let path = "/api/v2/simulated-phones/5511900000001/messages";
    let foreign = app.foreign_key().await;
    let answer = app.call_as(Some(&foreign), Method::GET, path, None).await;
    assert_eq!(line(&answer), "404 NOT_FOUND");
    let id = app.instance("one").await.to_string();
    let limited = key_with(&app, &["*"], Some(&[&id])).await;
    let answer = app.call_as(Some(&limited), Method::GET, path, None).await;
    assert_eq!(line(&answer), "403 FORBIDDEN");
    app.stop().await;
}

#[tokio::test]
async fn there_are_no_more_phones_than_the_bound() {
    let app = simulated().await;
    for at in 0..PHONES_MAX {
        let made = make(&app, &format!("55119{at:08}")).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    }
    assert_eq!(line(&make(&app, "5511800000000").await), "409 CONFLICT");
    app.stop().await;
}
