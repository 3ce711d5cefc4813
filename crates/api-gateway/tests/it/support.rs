use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use omni_api_gateway::SocketOptions;
use omni_api_omni::ApiOptions;
use omni_app::{App, Caller, account_tokens};
use omni_channel::{Inbound, InboundMessage, OutboundMessage, PersonProfile};
use omni_domain::content::{Content, MessageContext};
use omni_domain::conversation::{Address, ChatType};
use omni_domain::ids::InstanceId;
use omni_domain::{TenantId, Timestamp};
use omni_http::{Host, HostContext, HttpOptions};
use omni_testing::{Answer, Database, SentByMock, TestApp, TestOptions};
use serde_json::Value;
use std::time::Duration;

/// A contact on the network.
pub(crate) const ANN: &str = "15550002222@s.whatsapp.net";
/// A picture of one pixel: a PNG, in base64.
pub(crate) const PIXEL: &str = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

/// Both APIs on one host, as the server mounts them.
fn host(app: &App) -> Router {
    host_with(app, HttpOptions::default(), SocketOptions::default())
}

/// The same with these limits, and these bounds of sockets.
pub(crate) fn host_with(app: &App, http: HttpOptions, sockets: SocketOptions) -> Router {
    let host = Host::new(HostContext::new(http, app.env.clone()));
    let host =
        omni_api_omni::mounts(app, ApiOptions::default()).into_iter().fold(host, Host::mount);
    let host = host.mount(omni_api_gateway::mount(app, sockets));
    host.into_router().expect("routes that do not conflict")
}

pub(crate) async fn test_app() -> TestApp {
    TestApp::new(host).await
}

/// On this database, with requests to this machine allowed.
pub(crate) async fn app_that_calls_out(database: Database) -> TestApp {
    let mut config = TestApp::config();
    config.outbound.allow = vec!["127.0.0.1".to_owned()];
    TestApp::with(TestOptions { database, config }, host).await
}

/// The same, with the address and the key of a model in the environment.
pub(crate) async fn app_with_ai(database: Database, base_url: String, key: &str) -> TestApp {
    let mut config = TestApp::config();
    config.outbound.allow = vec!["127.0.0.1".to_owned()];
    config.ai.base_url = base_url;
    config.ai.api_key = key.to_owned();
    "small".clone_into(&mut config.ai.model);
    TestApp::with(TestOptions { database, config }, host).await
}

/// The id of an instance as an account's.
pub(crate) fn account_id(id: InstanceId) -> String {
    format!("acc_{}", id.uuid().simple())
}

/// A connected account and its token.
pub(crate) async fn connected(app: &TestApp) -> (InstanceId, String) {
    let id = app.connected_instance("one").await;
    let system = Caller::system(TenantId::DEFAULT);
    let new = account_tokens::regenerate(&app.app, &system, id).await.expect("a token");
    (id, new.token)
}

/// A request with this token.
pub(crate) async fn call(
    app: &TestApp,
    token: &str,
    method: Method,
    path: &str,
    body: Option<Value>,
) -> Answer {
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header(header::AUTHORIZATION, format!("Bearer {token}"))
        .header(header::CONTENT_TYPE, "application/json");
    let body = body.map_or_else(Body::empty, |body| Body::from(body.to_string()));
    app.raw(request.body(body).expect("a request")).await
}

pub(crate) async fn get(app: &TestApp, token: &str, path: &str) -> Answer {
    call(app, token, Method::GET, path, None).await
}

pub(crate) async fn put(app: &TestApp, token: &str, path: &str, body: Value) -> Answer {
    call(app, token, Method::PUT, path, Some(body)).await
}

pub(crate) async fn post(app: &TestApp, token: &str, path: &str, body: Value) -> Answer {
    call(app, token, Method::POST, path, Some(body)).await
}

/// Status and code of an error, whose other members are checked.
pub(crate) fn line(answer: &Answer) -> String {
    let id = answer.body["request_id"].as_str().unwrap_or_default();
    assert!(id.starts_with("req_"), "{}", answer.body);
    assert_eq!(answer.headers["request-id"], id);
    let is_whole = answer.body["message"].is_string() && answer.body["details"].is_object();
    assert!(is_whole, "{}", answer.body);
    let code = answer.body["error"].as_str().unwrap_or_default();
    format!("{} {code}", answer.status.as_u16())
}

/// The body of an answer of success, which has the request's id.
pub(crate) fn ok(answer: &Answer) -> &Value {
    assert!(answer.status.is_success(), "{} {}", answer.status, answer.body);
    assert_eq!(answer.headers["request-id"], answer.body["request_id"].as_str().expect("an id"));
    &answer.body
}

/// An owner who is signed in; returns the token.
pub(crate) async fn sign_in(app: &TestApp) -> String {
    let new = serde_json::json!({
        "email": "admin@example.com", "name": "Ann", "role": "owner",
        "password": "correct horse battery", "mustChangePassword": false,
    });
    let created = app.post("/api/v2/users", new).await;
    assert_eq!(created.status, StatusCode::CREATED, "{}", created.body);
    let login = serde_json::json!({
        "email": "admin@example.com", "password": "correct horse battery",
    });
    let answer = app.call_as(None, Method::POST, "/api/v1/auth/login", Some(login)).await;
    let body = ok(&answer);
    assert_eq!(body["user"]["email"], "admin@example.com");
    body["token"].as_str().expect("a token").to_owned()
}

/// A text from Ann arrives.
pub(crate) async fn from_ann(app: &TestApp, id: InstanceId, external_id: &str, text: &str) {
    deliver(app, id, message_of_ann(external_id, Content::text(text))).await;
}

/// A text from Ann arrives in this chat.
pub(crate) async fn from_ann_in(
    app: &TestApp,
    id: InstanceId,
    (chat, chat_type): (&str, ChatType),
    external_id: &str,
    text: &str,
) {
    let message = message_of_ann(external_id, Content::text(text));
    let message = InboundMessage { chat: Address::new(chat), chat_type, ..message };
    deliver(app, id, message).await;
}

/// A message of Ann.
pub(crate) fn message_of_ann(external_id: &str, content: Content) -> InboundMessage {
    InboundMessage {
        external_id: external_id.to_owned(),
        chat: Address::new(ANN),
        chat_type: ChatType::Dm,
        chat_name: None,
        sender: Address::new(ANN),
        sender_name: Some("Ann".to_owned()),
        sender_facts: None,
        from_me: false,
        from_history: false,
        content,
        media: None,
        reply_to: None,
        context: MessageContext::default(),
        client_id: None,
        timestamp: Timestamp(1_767_323_044_000),
    }
}

pub(crate) async fn deliver(app: &TestApp, id: InstanceId, message: InboundMessage) {
    let session = app.channel.session(id).expect("a session");
    session.deliver(vec![Inbound::Message(Box::new(message))]).await;
}

/// The messages that the network was given, in order.
pub(crate) fn sent_messages(app: &TestApp, id: InstanceId) -> Vec<OutboundMessage> {
    let sent = app.channel.session(id).expect("a session").sent();
    let messages = sent.into_iter().filter_map(|one| match one {
        SentByMock::Message(message) => Some(*message),
        SentByMock::Action(_) => None,
    });
    messages.collect()
}

/// Waits until it holds.
pub(crate) async fn until(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    let waiting = async {
        while !holds().await {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), waiting).await.expect(what);
}

/// Someone is on the network.
pub(crate) fn put_person(app: &TestApp, id: InstanceId, address: Address) {
    let profile = PersonProfile {
        address,
        name: None,
        about: Some("Open till ten".to_owned()),
        picture_url: Some("https://example.com/a.jpg".to_owned()),
        is_business: false,
    };
    app.channel.session(id).expect("a session").put_person(profile);
}
