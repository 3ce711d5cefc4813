//! Socket.IO: who may connect, what each client gets, and what happens to one that does not read.

use crate::socket::{Client, serve, serve_with};
use crate::support::{
    ANN, account_id, app_that_calls_out, call, connected, from_ann, get, line, ok, post, sign_in,
    test_app, until,
};
use axum::http::Method;
use omni_api_gateway::SocketOptions;
use omni_app::keys::NewApiKey;
use omni_app::{Caller, account_tokens, tenants};
use omni_channel::StatusUpdate;
use omni_domain::TenantId;
use omni_domain::instance::ConnectionState;
use omni_testing::{Database, TestApp};
use serde_json::json;
use std::time::Duration;
use tokio_tungstenite::tungstenite::Error;

#[tokio::test]
async fn a_handshake_without_a_valid_credential_is_refused_in_the_products_form() {
    let app = test_app().await;
    let (id, token) = connected(&app).await;
    let address = serve(&app).await;
    let other = account_id(app.instance("two").await);
    for auth in [
        json!({}),
        json!({ "token": "wapi_wrong" }),
        json!({ "token": "a b\nc" }),
        json!({ "token": "eyJhbGciOiJIUzI1NiJ9.e30.x" }),
    ] {
        let refused = Client::refused(address, auth.clone()).await;
        assert_eq!(refused["error"], "UNAUTHORIZED", "{auth} {refused}");
        assert!(refused["request_id"].as_str().is_some_and(|id| id.starts_with("req_")));
    }
    let wrong = json!({ "token": token, "account_id": other });
    assert_eq!(Client::refused(address, wrong).await["error"], "VALIDATION_ERROR");
    let wrong = json!({ "token": token, "since": "x" });
    assert_eq!(Client::refused(address, wrong).await["error"], "VALIDATION_ERROR");
    let person = sign_in(&app).await;
    let unknown = format!("acc_{}", "0".repeat(32));
    let wrong = json!({ "token": person, "account_id": unknown });
    assert_eq!(Client::refused(address, wrong).await["error"], "NOT_FOUND");

    let mut client = Client::with_header(address, &token).await;
    let status = client.event("account.status").await;
    assert_eq!(status[0]["account_id"], account_id(id), "of the token in the header");
    app.stop().await;
}

#[tokio::test]
async fn a_handshake_takes_no_credential_that_has_ended_or_may_too_little() {
    let app = test_app().await;
    let (id, replaced) = connected(&app).await;
    let address = serve(&app).await;
    let path = format!("/api/v1/accounts/{}/token/regenerate", account_id(id));
    ok(&call(&app, &app.key, Method::POST, &path, None).await);
    let signed_out = sign_in(&app).await;
    ok(&call(&app, &signed_out, Method::POST, "/api/v1/auth/logout", None).await);
    let soon = app.app.env.now().plus(Duration::from_secs(1));
    let expired = NewApiKey { expires_at: Some(soon), ..TestApp::key_for(&["*"]) };
    let expired = app.new_key(expired).await;
    let revoked = app.post("/api/v2/api-keys", json!({ "name": "gone", "scopes": ["*"] })).await;
    let path = format!("/api/v2/api-keys/{}", revoked.body["id"].as_str().expect("an id"));
    assert!(app.call(Method::DELETE, &path, None).await.status.is_success());
    let revoked = revoked.body["key"].as_str().expect("a key").to_owned();
    let late = log_in(&app).await;
    let orphan = app.instance("gone").await;
    let system = Caller::system(TenantId::DEFAULT);
    let of_orphan = account_tokens::regenerate(&app.app, &system, orphan).await.expect("a token");
    let path = format!("/api/v1/accounts/{}", account_id(orphan));
    ok(&call(&app, &app.key, Method::DELETE, &path, None).await);
    // Longer than an access token is valid.
    app.clock.advance(30 * 60 * 1000);
    for (what, token) in [
        ("replaced", replaced),
        ("signed out", signed_out),
        ("expired", expired),
        ("revoked", revoked),
        ("expired JWT", late),
        ("of a deleted account", of_orphan.token),
        ("without instances:read", app.key_with(&["messages:read"]).await),
        ("without messages:read", app.key_with(&["instances:read"]).await),
        ("of another API", format!("ak_{}", "x".repeat(32))),
    ] {
        let auth = json!({ "token": token });
        let elsewhere = Client::in_namespace(address, "/admin", &auth).await;
        assert_eq!(elsewhere, NO_NAMESPACE, "{what}");
        let refused = Client::refused(address, auth).await;
        assert_eq!(refused["error"], "UNAUTHORIZED", "{what}: {refused}");
    }
    app.stop().await;
}

/// The answer to a connection to a namespace other than `/`.
const NO_NAMESPACE: &str = "44/admin,{\"message\":\"Invalid namespace\"}";

async fn log_in(app: &TestApp) -> String {
    let login = json!({ "email": "admin@example.com", "password": "correct horse battery" });
    let answer = app.call_as(None, Method::POST, "/api/v1/auth/login", Some(login)).await;
    ok(&answer)["token"].as_str().expect("a token").to_owned()
}

#[tokio::test]
async fn a_cookie_opens_no_socket_and_a_credential_no_other_namespace() {
    let app = test_app().await;
    let (id, token) = connected(&app).await;
    let address = serve(&app).await;
    let person = sign_in(&app).await;
    for token in [&token, &person, &app.key] {
        let auth = json!({ "token": token, "account_id": account_id(id) });
        assert_eq!(Client::in_namespace(address, "/admin", &auth).await, NO_NAMESPACE);
    }
    let login = json!({ "email": "admin@example.com", "password": "correct horse battery" });
    let path = "/api/v2/auth/login";
    let signed_in = app.call_as(None, Method::POST, path, Some(login)).await;
    assert!(signed_in.status.is_success(), "{}", signed_in.body);
    let cookie = signed_in.headers["set-cookie"].to_str().expect("text");
    let cookie = cookie.split(';').next().expect("a cookie");
    assert_eq!(Client::refused_with_cookie(address, cookie).await["error"], "UNAUTHORIZED");
    app.stop().await;
}

#[tokio::test]
async fn a_key_of_one_account_follows_no_other() {
    let app = test_app().await;
    let (id, _) = connected(&app).await;
    let other = app.instance("two").await;
    let address = serve(&app).await;
    let limited = NewApiKey { instance_ids: Some(vec![id]), ..TestApp::key_for(&["*"]) };
    let token = app.new_key(limited).await;
    let auth = json!({ "token": token, "account_id": account_id(other) });
    assert_eq!(Client::refused(address, auth).await["error"], "NOT_FOUND");
    let auth = json!({ "token": token, "account_id": account_id(id) });
    let mut client = Client::admitted(address, auth).await;
    let refused = client.ask("subscribe", json!({ "account_id": account_id(other) })).await;
    assert_eq!(refused["error"], "NOT_FOUND");
    app.stop().await;
}

#[tokio::test]
async fn events_arrive_once_and_in_the_envelope_and_a_client_resumes_after_the_last() {
    let app = test_app().await;
    let (id, token) = connected(&app).await;
    let address = serve(&app).await;
    let mut client = Client::admitted(address, json!({ "token": token })).await;
    let status = client.event("account.status").await;
    assert_eq!(status[0]["data"]["status"], "connected");
    from_ann(&app, id, "IN1", "hello").await;
    let chat = client.event("chat.created").await;
    let expected =
        json!({ "chat_id": ANN, "chat_type": "private", "name": chat[0]["data"]["name"] });
    assert_eq!(chat[0]["data"], expected, "before its first message");
    let first = client.event("message.received").await;
    assert_eq!(first[0]["event"], "message.received");
    assert_eq!(first[0]["account_id"], account_id(id));
    assert_eq!(first[0]["data"]["body"], "hello");
    assert_eq!(first[0]["data"]["from"], "15550002222");
    let seq = first[1].as_i64().expect("a number to resume after");
    drop(client);

    from_ann(&app, id, "IN2", "while no client listens").await;
    let auth = json!({ "token": token, "since": seq });
    let mut client = Client::admitted(address, auth).await;
    let missed = client.event("message.received").await;
    assert_eq!(missed[0]["data"]["body"], "while no client listens");
    from_ann(&app, id, "IN3", "live").await;
    let live = client.next_event().await;
    assert_eq!((&live[0], &live[1]["data"]["body"]), (&json!("message.received"), &json!("live")));
    app.stop().await;
}

#[tokio::test]
async fn an_account_gets_nothing_of_another_and_a_person_follows_what_they_ask_for() {
    let app = test_app().await;
    let (one, token) = connected(&app).await;
    let two = app.connected_instance("two").await;
    let person = sign_in(&app).await;
    let address = serve(&app).await;
    let mut own = Client::admitted(address, json!({ "token": token })).await;
    let mut all = Client::admitted(address, json!({ "token": person })).await;
    let wrong = all.ask("subscribe", json!({ "account_id": "acc_1" })).await;
    assert_eq!(wrong["error"], "VALIDATION_ERROR");
    let subscribed = all.ask("subscribe", json!({ "account_id": account_id(two) })).await;
    assert_eq!(subscribed, json!({ "ok": true, "account_id": account_id(two) }));
    let foreign = own.ask("subscribe", json!({ "account_id": account_id(two) })).await;
    assert!(foreign["error"].is_string(), "{foreign}");

    from_ann(&app, two, "IN1", "to two").await;
    from_ann(&app, one, "IN2", "to one").await;
    assert_eq!(own.event("message.received").await[0]["data"]["body"], "to one");
    assert_eq!(all.event("message.received").await[0]["data"]["body"], "to two");
    all.ask("unsubscribe", json!({ "account_id": account_id(two) })).await;
    all.ask("subscribe", json!({ "account_id": account_id(one) })).await;
    from_ann(&app, two, "IN3", "to two again").await;
    from_ann(&app, one, "IN4", "to one again").await;
    assert_eq!(all.event("message.received").await[0]["data"]["body"], "to one again");
    app.stop().await;
}

#[tokio::test]
async fn a_client_gets_the_events_of_an_account_that_another_node_owns() {
    let one = app_that_calls_out(Database::postgres().await).await;
    let two = one.joined("second-node", one.app.bus.clone()).await;
    let (id, token) = connected(&one).await;
    let owns = |node: &TestApp| node.app.sessions.ready().contains(&id);
    until("a node owns it", async || owns(&one) || owns(&two)).await;
    let (owner, other) = if owns(&one) { (&one, &two) } else { (&two, &one) };
    let shown = || other.app.sessions.get(id).map(|live| live.report(other.app.env.now()));
    until("the other knows it", async || shown().is_some_and(|shown| shown.connected)).await;

    let address = serve(other).await;
    let mut client = Client::admitted(address, json!({ "token": token })).await;
    assert_eq!(client.event("account.status").await[0]["data"]["status"], "connected");
    from_ann(owner, id, "IN1", "hello").await;
    assert_eq!(client.event("message.received").await[0]["data"]["body"], "hello");
    let lost = StatusUpdate::state(ConnectionState::Reconnecting);
    owner.channel.session(id).expect("a session").report(lost);
    assert_ne!(client.event("account.status").await[0]["data"]["status"], "connected");
    two.leave().await;
    one.stop().await;
}

#[tokio::test]
async fn another_tenants_account_is_not_found() {
    let app = test_app().await;
    let (id, _) = connected(&app).await;
    let address = serve(&app).await;
    let foreign = app.foreign_key().await;
    let auth = json!({ "token": foreign, "account_id": account_id(id) });
    assert_eq!(Client::refused(address, auth).await["error"], "NOT_FOUND");
    let mut client = Client::admitted(address, json!({ "token": foreign })).await;
    let refused = client.ask("subscribe", json!({ "account_id": account_id(id) })).await;
    assert_eq!(refused["error"], "NOT_FOUND");
    app.stop().await;
}

#[tokio::test]
async fn a_qr_reaches_those_who_may_link() {
    let app = test_app().await;
    app.channel.show_qr(true);
    let person = sign_in(&app).await;
    let id = app.instance("one").await;
    let address = serve(&app).await;
    let auth = json!({ "token": person, "account_id": account_id(id) });
    let mut client = Client::admitted(address, auth).await;
    client.event("account.status").await;
    let reader = app.key_with(&["instances:read", "messages:read"]).await;
    let auth = json!({ "token": reader, "account_id": account_id(id) });
    let mut watching = Client::admitted(address, auth.clone()).await;
    watching.event("account.status").await;
    let path = format!("/api/v1/accounts/{}/connect", account_id(id));
    ok(&call(&app, &person, Method::POST, &path, None).await);
    let qr = client.event("connection.qr").await;
    assert!(qr[0]["data"]["qr"].is_string() && qr[0]["data"]["expires_at"].is_string(), "{qr}");
    let withheld = watching.event("connection.qr").await;
    assert!(withheld[0]["data"]["qr"].is_null(), "{withheld}");
    assert_eq!(withheld[0]["data"]["expires_at"], qr[0]["data"]["expires_at"], "of the same room");

    let mut client = Client::admitted(address, auth).await;
    assert_eq!(client.event("account.status").await[0]["data"]["status"], "qr");
    let answer = client.ask("subscribe", json!({ "account_id": account_id(id) })).await;
    assert_eq!(answer["ok"], true, "the state again, and nothing that links a phone");
    assert_eq!(client.next_event().await[0], "account.status");
    app.stop().await;
}

#[tokio::test]
async fn the_sockets_of_a_replaced_token_are_closed() {
    let app = test_app().await;
    let (id, token) = connected(&app).await;
    let person = sign_in(&app).await;
    let address = serve(&app).await;
    let mut client = Client::admitted(address, json!({ "token": token })).await;
    let path = format!("/api/v1/accounts/{}/token/regenerate", account_id(id));
    ok(&call(&app, &person, Method::POST, &path, None).await);
    client.disconnected().await;
    app.stop().await;
}

#[tokio::test]
async fn a_suspended_tenant_is_refused_and_its_sockets_are_closed() {
    let app = test_app().await;
    let other = app.new_tenant("other").await;
    let key = other.key.secret;
    let made = post(&app, &key, "/api/v1/accounts", json!({ "name": "theirs" })).await;
    let token = ok(&made)["token"].as_str().expect("a token").to_owned();
    ok(&get(&app, &token, "/api/v1/me").await);
    let address = serve(&app).await;
    let mut client = Client::admitted(address, json!({ "token": token })).await;
    client.event("account.status").await;

    let system = Caller::system(TenantId::DEFAULT);
    tenants::suspend(&app.app, &system, other.tenant.id).await.expect("suspended");
    client.disconnected().await;
    for (token, path) in [(&token, "/api/v1/me"), (&key, "/api/v1/accounts")] {
        assert_eq!(line(&get(&app, token, path).await), "401 UNAUTHORIZED", "{path}");
        let refused = Client::refused(address, json!({ "token": token })).await;
        assert_eq!(refused["error"], "UNAUTHORIZED", "{refused}");
    }
    tenants::resume(&app.app, &system, other.tenant.id).await.expect("resumed");
    ok(&get(&app, &token, "/api/v1/me").await);
    app.stop().await;
}

#[tokio::test]
async fn a_client_that_does_not_read_is_disconnected() {
    let app = test_app().await;
    let (id, token) = connected(&app).await;
    let options = SocketOptions {
        clients: 1,
        queue: 4,
        send_wait: Duration::from_millis(200),
        ..SocketOptions::default()
    };
    let address = serve_with(&app, options).await;
    let client = Client::admitted(address, json!({ "token": token })).await;
    let Err(Error::Http(full)) = Client::open(address, None).await else {
        panic!("one client is the most");
    };
    assert_eq!(full.status(), 429);
    assert!(full.headers().contains_key("retry-after"), "{:?}", full.headers());
    // More than both buffers of the connection hold, while the client does not read.
    let text = "x".repeat(60_000);
    for count in 0..320 {
        from_ann(&app, id, &format!("IN{count}"), &text).await;
    }
    client.reads_until_disconnected().await;
    until("its place is free again", async || Client::open(address, None).await.is_ok()).await;
    app.stop().await;
}

/// Bounds under which a client that does not read is not disconnected during a test.
fn without_time_limits() -> SocketOptions {
    SocketOptions {
        queue: 4,
        send_wait: Duration::from_mins(5),
        ping_interval: Duration::from_mins(5),
        ping_timeout: Duration::from_mins(5),
        ..SocketOptions::default()
    }
}

/// The number at the beginning of a text that was received, and the number of its event.
async fn next_numbered(client: &mut Client) -> (usize, i64) {
    let event = client.event("message.received").await;
    let text = event[0]["data"]["body"].as_str().expect("a text");
    let count = text.split(' ').next().expect("a word").parse().expect("a number");
    (count, event[1].as_i64().expect("a number to resume after"))
}

#[tokio::test]
async fn a_client_that_does_not_read_delays_no_other_and_misses_nothing() {
    const EVENTS: usize = 320;
    let app = test_app().await;
    let (one, token) = connected(&app).await;
    let two = app.connected_instance("two").await;
    let person = sign_in(&app).await;
    let address = serve_with(&app, without_time_limits()).await;
    let mut slow = Client::admitted(address, json!({ "token": token })).await;
    slow.event("account.status").await;
    let mut quick = Client::admitted(address, json!({ "token": token })).await;
    quick.event("account.status").await;
    let auth = json!({ "token": person, "account_id": account_id(two) });
    let mut other = Client::admitted(address, auth).await;
    other.event("account.status").await;
    // More than both buffers of the connection hold.
    let filler = "x".repeat(60_000);
    let mut numbers = Vec::with_capacity(EVENTS);
    for count in 0..EVENTS {
        from_ann(&app, one, &format!("IN{count}"), &format!("{count} {filler}")).await;
        let (received, number) = next_numbered(&mut quick).await;
        assert_eq!(received, count, "in the room of the one that does not read");
        numbers.push(number);
    }
    from_ann(&app, two, "TWO", "to two").await;
    let first = other.event("message.received").await;
    assert_eq!(first[0]["data"]["body"], "to two", "and nothing of the other room");

    for (count, number) in numbers.into_iter().enumerate() {
        assert_eq!(next_numbered(&mut slow).await, (count, number), "once it reads");
    }
    from_ann(&app, one, "LAST", &EVENTS.to_string()).await;
    assert_eq!(next_numbered(&mut slow).await.0, EVENTS, "and live again");
    app.stop().await;
}

#[tokio::test]
async fn a_client_that_resumes_while_events_arrive_gets_each_once_and_in_order() {
    const BEFORE: usize = 20;
    const ALL: usize = 80;
    let app = test_app().await;
    let (id, token) = connected(&app).await;
    let address = serve_with(&app, without_time_limits()).await;
    for count in 0..BEFORE {
        from_ann(&app, id, &format!("IN{count}"), &count.to_string()).await;
    }
    let arriving = async {
        for count in BEFORE..ALL {
            from_ann(&app, id, &format!("IN{count}"), &count.to_string()).await;
        }
    };
    let reading = async {
        let auth = json!({ "token": token, "since": 0 });
        let mut client = Client::admitted(address, auth).await;
        let mut received: Vec<(usize, i64)> = Vec::new();
        while received.last().is_none_or(|(count, _)| count + 1 < ALL) {
            received.push(next_numbered(&mut client).await);
        }
        received
    };
    let ((), received) = tokio::join!(arriving, reading);
    let counts: Vec<usize> = received.iter().map(|(count, _)| *count).collect();
    assert_eq!(counts, (0..ALL).collect::<Vec<_>>());
    assert!(received.is_sorted_by(|before, after| before.1 < after.1), "by number as well");
    app.stop().await;
}

#[tokio::test]
async fn a_room_is_entered_from_now_on_also_by_a_client_that_is_in_another() {
    let app = test_app().await;
    let (one, _) = connected(&app).await;
    let two = app.connected_instance("two").await;
    let person = sign_in(&app).await;
    let address = serve(&app).await;
    let auth = json!({ "token": person, "account_id": account_id(one) });
    let mut client = Client::admitted(address, auth).await;
    client.event("account.status").await;
    from_ann(&app, two, "BEFORE", "before it entered").await;
    from_ann(&app, one, "IN1", "to one").await;
    assert_eq!(client.event("message.received").await[0]["data"]["body"], "to one");
    client.ask("subscribe", json!({ "account_id": account_id(two) })).await;
    assert_eq!(client.next_event().await[0], "account.status", "the state first");
    from_ann(&app, two, "IN2", "to two").await;
    from_ann(&app, one, "IN3", "to one again").await;
    for expected in ["to two", "to one again"] {
        assert_eq!(client.event("message.received").await[0]["data"]["body"], expected);
    }
    app.stop().await;
}
