use crate::support::{line, test_app};
use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::{Method, Request};
use serde_json::{Value, json};
use std::net::SocketAddr;
use tower::ServiceExt as _;

#[tokio::test]
async fn this_machine_gets_the_helpers_configuration_without_secrets() {
    let app = test_app().await;
    let id = app.connected_instance("one").await.to_string();
    let ask = |path: &'static str| {
        let path = format!("/api/v2/_internal/{path}");
        let app = &app;
        async move { app.call_as(None, Method::GET, &path, None).await.body }
    };
    assert_eq!(ask("health").await, json!({ "status": "healthy", "service": "omni-api" }));
    let config = ask("subprocess-config").await;
    assert!(config["databaseConnectionUri"].as_str().expect("a text").starts_with("sqlite:"));
    assert_eq!(config["databaseProvider"], "sqlite");
    assert_eq!(config["authenticationApiKey"], "omni_sk_****a1B2");
    assert_eq!(
        ask("channel-startup-info").await,
        json!({
            "evolutionNeeded": true,
            "evolutionReason": "1 WhatsApp instance is to be connected",
            "discordNeeded": false,
            "discordReason": "no Discord instance is to be connected",
            "whatsappInstances": [id],
            "discordInstances": [],
        })
    );
    app.stop().await;
}

#[tokio::test]
async fn other_machines_are_rejected_whatever_the_headers() {
    let app = test_app().await;
    let cases: &[(&str, &[(&str, &str)])] = &[
        ("203.0.113.9:1", &[]),
        ("203.0.113.9:1", &[("x-forwarded-for", "127.0.0.1"), ("host", "localhost")]),
        ("10.0.0.1:1", &[("x-real-ip", "127.0.0.1"), ("forwarded", "for=127.0.0.1")]),
        // A page whose name resolves to this machine (DNS rebinding).
        ("127.0.0.1:1", &[("host", "evil.example")]),
        ("127.0.0.1:1", &[("host", "localhost.evil.example:8882")]),
        // A proxy on this machine forwards requests of clients that are not on it.
        ("127.0.0.1:1", &[("x-forwarded-for", "198.51.100.7")]),
    ];
    for path in ["health", "subprocess-config", "channel-startup-info"] {
        for (socket, headers) in cases {
            let mut request = Request::get(format!("/api/v2/_internal/{path}"));
            for (name, value) in *headers {
                request = request.header(*name, *value);
            }
            // A key does not help.
            let request = request.header("x-api-key", &app.key);
            let mut request = request.body(Body::empty()).expect("a request");
            let socket: SocketAddr = socket.parse().expect("an address");
            request.extensions_mut().insert(ConnectInfo(socket));
            let answer = app.router.clone().oneshot(request).await.expect("infallible");
            assert_eq!(answer.status().as_u16(), 403, "{path} {socket} {headers:?}");
            let bytes = to_bytes(answer.into_body(), 10_000).await.expect("a body");
            let body: Value = serde_json::from_slice(&bytes).expect("JSON");
            assert_eq!(body["error"]["code"], "FORBIDDEN");
        }
    }
    // No socket at all is not this machine either.
    let request = Request::get("/api/v2/_internal/health").body(Body::empty()).expect("a request");
    let answer = app.router.clone().oneshot(request).await.expect("infallible");
    assert_eq!(answer.status().as_u16(), 403);
    let local = app.call_as(None, Method::GET, "/api/v2/_internal/health", None).await;
    assert_eq!(line(&local), "200");
    for host in ["localhost:8882", "127.0.0.1:8882", "[::1]:8882"] {
        let request = Request::get("/api/v2/_internal/health").header("host", host);
        let local = app.raw(request.body(Body::empty()).expect("a request")).await;
        assert_eq!(line(&local), "200", "{host}");
    }
    app.stop().await;
}
