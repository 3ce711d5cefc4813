use crate::declared;
use axum::Router;
use axum::middleware::from_fn;
use base64::Engine as _;
use omni_api_omni::ApiOptions;
use omni_app::App;
use omni_app::keys::NewApiKey;
use omni_channel::{Inbound, InboundMessage, MediaLocator, PersonProfile};
use omni_domain::Timestamp;
use omni_domain::content::{Content, MessageContext};
use omni_domain::conversation::{Address, ChatType};
use omni_domain::ids::InstanceId;
use omni_domain::job::{JobKind, JobState};
use omni_http::{Host, HostContext, HttpOptions};
use omni_mcp::{McpHost, McpOptions};
use omni_testing::{Answer, Database, TestApp, TestOptions};
use serde_json::{Value, json};
use std::time::Duration;

/// This API on a host of its own, with the MCP host that some of its routes start and stop.
pub(crate) fn host(app: &App, options: ApiOptions) -> Router {
    host_with(app, options, HttpOptions::default())
}

/// The same with these limits.
pub(crate) fn host_with(app: &App, options: ApiOptions, http: HttpOptions) -> Router {
    let context = HostContext::new(http, app.env.clone());
    app.mcp.plug(McpHost::new(McpOptions::default(), context.clone()));
    let host = Host::new(context);
    let host = omni_api_omni::mounts(app, options).into_iter().fold(host, Host::mount);
    let router = host.into_router().expect("routes that do not conflict");
    router.layer(from_fn(declared::check))
}

/// The application behind this API, with these limits.
pub(crate) async fn limited(http: HttpOptions) -> TestApp {
    let options = TestOptions { database: Database::sqlite(), config: TestApp::config() };
    let serve = move |app: &App| host_with(app, ApiOptions::default(), http.clone());
    TestApp::with(options, serve).await
}

/// The application behind this API, on SQLite.
pub(crate) async fn test_app() -> TestApp {
    test_app_on(Database::sqlite()).await
}

/// The same application on this database.
pub(crate) async fn test_app_on(database: Database) -> TestApp {
    test_app_with(TestOptions { database, config: TestApp::config() }).await
}

/// The same application with these options.
pub(crate) async fn test_app_with(options: TestOptions) -> TestApp {
    TestApp::with(options, |app| host(app, ApiOptions::default())).await
}

/// An id that does not exist.
pub(crate) const UNKNOWN_ID: &str = "0194b2c0-0000-7000-8000-0000000000ff";
/// A contact on the network.
pub(crate) const ANN: &str = "15550002222@s.whatsapp.net";
pub(crate) const BO: &str = "15550003333@s.whatsapp.net";

/// A body that a POST or PATCH route accepts.
#[expect(clippy::too_many_lines, reason = "a table of routes")]
pub(crate) fn sample(path: &str, instance: &str) -> Value {
    let send = |more: Value| {
        let mut body = json!({ "instanceId": instance, "to": "+1 555 000 2222" });
        let members = more.as_object().expect("an object").clone();
        body.as_object_mut().expect("an object").extend(members);
        body
    };
    match path.trim_start_matches("/api/v2") {
        "/dead-letters/{id}/resolve" => json!({ "note": "answered by phone" }),
        "/api-keys/{id}" => json!({ "name": "bot" }),
        "/api-keys" => json!({ "name": "bot", "scopes": ["admin:*"] }),
        "/instances" => json!({ "name": "one", "channel": "whatsapp-baileys" }),
        "/instances/{id}" => json!({ "name": "two" }),
        "/instances/{id}/chats/processing/bulk" => json!({ "chatIds": ["a@b"], "enabled": false }),
        "/instances/discover" => json!({ "channel": "whatsapp-baileys" }),
        "/instances/{id}/validate-recipient" => json!({ "recipient": "+1 555 000 2222" }),
        "/instances/{id}/passkey" => json!({ "assertion": { "id": "AQI" } }),
        "/instances/{id}/groups" => json!({ "subject": "Team", "participants": [ANN] }),
        "/instances/{id}/chats/{chatId}" => json!({ "archived": true }),
        "/ai-layer" => json!({ "replies": { "toGroups": false } }),
        "/instances/{id}/ai-layer" | "/instances/{id}/chats/{chatId}/ai-layer" => {
            json!({ "mode": "inherit" })
        }
        "/instances/{id}/chats/{chatId}/assignee" => json!({ "userId": UNKNOWN_ID }),
        "/instances/{id}/chats/{chatId}/typing" => json!({ "type": "typing" }),
        "/instances/{id}/chats/{chatId}/notes" => json!({ "text": "wants the invoice by post" }),
        "/instances/{id}/chats/{chatId}/notes/{noteId}" => json!({ "text": "by e-mail" }),
        "/instances/{id}/labels" => json!({ "name": "New customer" }),
        "/instances/{id}/labels/{labelId}" => json!({ "name": "Old customer" }),
        "/instances/{id}/blocklist" => json!({ "contact": ANN }),
        "/instances/{id}/privacy" => json!({ "settings": { "last": "contacts" } }),
        "/instances/{id}/groups/join" => json!({ "invite": "AbCdEf" }),
        "/instances/{id}/groups/{groupId}" => json!({ "subject": "Crew" }),
        "/instances/{id}/groups/{groupId}/participants" => {
            json!({ "action": "promote", "participants": [ANN] })
        }
        "/instances/{id}/groups/accept-invite" => json!({ "messageId": UNKNOWN_ID }),
        "/instances/{id}/groups/{groupId}/join-requests" => {
            json!({ "action": "approve", "participants": [ANN] })
        }
        "/instances/{id}/communities" => json!({ "subject": "All" }),
        "/instances/{id}/communities/{groupId}/groups" => {
            json!({ "action": "link", "groups": ["12345@g.us"] })
        }
        "/instances/{id}/newsletters" => json!({ "name": "News" }),
        "/instances/{id}/newsletters/follow" => json!({ "invite": "0029Va" }),
        "/instances/{id}/sync" | "/instances/{id}/sync/estimate" => {
            json!({ "syncContacts": true, "syncChats": true, "syncMessages": true })
        }
        "/instances/{id}/pair" => json!({ "phoneNumber": "+15550001111" }),
        "/instances/{id}/chats/{chatId}/agent/pause" => json!({ "durationMs": 1000 }),
        "/webhook-endpoints" => json!({ "url": "https://example.com/hook" }),
        "/webhook-endpoints/{id}" => json!({ "description": "x" }),
        "/webhook-deliveries/replay" => json!({}),
        "/messages" => send(json!({ "text": "hello" })),
        "/messages/{id}" => json!({ "text": "better" }),
        "/messages/media" => send(json!({ "type": "document", "base64": "aGVsbG8=" })),
        "/messages/reaction" => send(json!({ "messageId": UNKNOWN_ID, "emoji": "👍" })),
        "/messages/send/presence" => send(json!({ "type": "typing" })),
        "/messages/sticker" => send(json!({ "base64": "aGVsbG8=" })),
        "/messages/contact" => send(json!({ "contact": { "name": "Bo" } })),
        "/mcp/install" => json!({ "client": "cursor", "method": "http" }),
        "/messages/location" => send(json!({ "latitude": 1.5, "longitude": 2.5 })),
        "/messages/poll" => send(json!({ "question": "When?", "options": ["now", "later"] })),
        "/messages/event" => send(json!({ "name": "Tea", "startsAt": "2030-01-02T03:04:05Z" })),
        "/messages/album" => {
            let file = json!({ "type": "image", "base64": "aGVsbG8=" });
            send(json!({ "files": [file, file] }))
        }
        "/messages/{id}/pin" => json!({ "seconds": 86_400 }),
        "/messages/forward" => send(json!({ "messageId": UNKNOWN_ID })),
        "/messages/read" => {
            json!({ "instanceId": instance, "chatId": ANN, "messageIds": ["IN1"] })
        }
        "/auth/login" => json!({ "email": "ann@example.com", "password": "not the right one" }),
        "/auth/setup" => json!({
            "code": "not the right one", "email": "ann@example.com", "name": "Ann",
            "password": "correct horse battery",
        }),
        "/auth/refresh" => json!({ "refreshToken": "omni_rt_unknown" }),
        "/auth/password" => {
            json!({ "currentPassword": "not the right one", "newPassword": "another password" })
        }
        "/auth/totp" | "/auth/totp/remove" => json!({ "currentPassword": "not the right one" }),
        "/auth/totp/confirm" => json!({ "code": "123456" }),
        "/users" => json!({ "email": "bo@example.com", "name": "Bo", "role": "viewer" }),
        "/users/{id}" => json!({ "name": "Bo" }),
        "/users/{id}/reset-password" => json!({ "removeTotp": true }),
        "/settings" => json!({ "settings": { "media.default_language": "pt" } }),
        "/settings/{key}" => json!({ "value": "pt" }),
        "/batch-jobs" | "/batch-jobs/estimate" => {
            json!({ "type": "media_reprocess", "config": { "mediaTypes": ["audio"] } })
        }
        "/providers" => json!({ "name": "p", "type": "agno", "apiUrl": "https://example.com" }),
        "/providers/{id}" => json!({ "name": "q" }),
        "/agents" => {
            json!({ "name": "a", "agent": { "type": "openai", "apiUrl": "https://example.com" } })
        }
        "/agents/{id}" => json!({ "name": "b" }),
        "/agents/{id}/documents" => json!({ "name": "Prices.md", "text": "Tea is 3 €." }),
        "/agents/{id}/deploy" | "/agents/{id}/undeploy" => json!({ "instanceIds": [instance] }),
        "/agents/{id}/test" => json!({ "messages": [{ "role": "user", "text": "hello" }] }),
        "/quick-replies" => json!({
            "instanceId": instance, "shortcut": "late", "title": "Late", "text": "Hello {{name}}",
        }),
        "/scheduled-messages" => send(json!({ "text": "hello", "sendAt": "2026-03-01T09:00:00Z" })),
        "/scheduled-messages/media" => send(json!({
            "type": "document", "base64": "aGVsbG8=", "sendAt": "2026-03-01T09:00:00Z",
        })),
        "/scheduled-messages/{id}" => json!({ "text": "good morning" }),
        "/views" => json!({ "name": "Unread", "filter": { "show": "unread" } }),
        "/views/{id}" => json!({ "name": "Not read" }),
        "/quick-replies/{id}" => json!({ "title": "Later" }),
        "/entry-points" => json!({ "name": "support" }),
        "/entry-points/{id}" => json!({ "isActive": false }),
        "/entry-points/{id}/attendants" => json!({ "instanceId": instance }),
        "/attendants/{id}" => json!({ "position": 1 }),
        "/simulated-phones" => json!({ "phoneNumber": "+55 11 90000-0001", "name": "Shop" }),
        "/simulated-phones/{number}/scan" => json!({ "qr": "a,b,c,d" }),
        "/simulated-phones/{number}/messages" => {
            json!({ "to": "+55 11 90000-0001", "text": "hello" })
        }
        "/events/search" => json!({ "query": "hello", "limit": 5 }),
        "/persons/{id}" => json!({ "displayName": "Ann Lee" }),
        "/persons/link" => json!({ "identityA": UNKNOWN_ID, "identityB": instance }),
        "/persons/unlink" => json!({ "identityId": UNKNOWN_ID, "reason": "another person" }),
        "/persons/merge" => json!({ "sourcePersonId": UNKNOWN_ID, "targetPersonId": instance }),
        "/access/rules" => json!({
            "type": "deny", "criteria": { "phonePatterns": ["+1*"] }, "priority": 1,
            "action": { "type": "block" },
        }),
        "/access/rules/{id}" => json!({ "priority": 2 }),
        "/access/check" => json!({
            "instanceId": instance, "platformUserId": ANN, "channel": "whatsapp-baileys",
        }),
        _ => Value::Null,
    }
}

/// An application that may send requests to the loopback interface.
pub(crate) async fn app_that_calls_out() -> TestApp {
    let mut config = TestApp::config();
    config.outbound.allow = vec!["127.0.0.1".to_owned()];
    test_app_with(TestOptions { database: Database::sqlite(), config }).await
}

/// A key with these scopes, of these instances or all.
pub(crate) async fn key_with(app: &TestApp, scopes: &[&str], instances: Option<&[&str]>) -> String {
    let id = |text: &&str| text.parse().expect("an id");
    let instance_ids = instances.map(|ids| ids.iter().map(id).collect());
    app.new_key(NewApiKey { instance_ids, ..TestApp::key_for(scopes) }).await
}

/// A small PNG, as base64.
pub(crate) fn picture() -> String {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, 40, 20);
    encoder.set_color(png::ColorType::Rgb);
    let mut writer = encoder.write_header().expect("a header");
    writer.write_image_data(&[200; 40 * 20 * 3]).expect("pixels");
    writer.finish().expect("an end");
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

/// `400 VALIDATION_ERROR to`: status, code and field of an error.
pub(crate) fn line(answer: &Answer) -> String {
    let error = &answer.body["error"];
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let field = text(&error["details"]["field"]);
    format!("{} {} {field}", answer.status.as_u16(), text(&error["code"])).trim_end().to_owned()
}

/// Ann's profile on the network.
pub(crate) fn ann() -> PersonProfile {
    PersonProfile {
        address: Address::new(ANN),
        name: Some("Ann's Bakery".to_owned()),
        about: Some("open till six".to_owned()),
        picture_url: Some("https://pictures.example/ann.jpg".to_owned()),
        is_business: true,
    }
}

/// A text from Ann.
pub(crate) fn from_ann(external_id: &str, text: &str) -> Inbound {
    from_ann_with(external_id, Content::text(text), None)
}

/// A text from Bo.
pub(crate) fn from_bo(external_id: &str, text: &str) -> Inbound {
    Inbound::Message(Box::new(InboundMessage {
        sender_name: Some("Bo".to_owned()),
        ..direct(Address::new(BO), external_id, text)
    }))
}

/// A text of a contact without a name, in their direct chat.
pub(crate) fn direct(who: Address, external_id: &str, text: &str) -> InboundMessage {
    InboundMessage {
        chat: who.clone(),
        sender: who,
        sender_name: None,
        ..message(external_id, Content::text(text), None)
    }
}

/// A message from Ann, with a file if it has a `locator`.
pub(crate) fn from_ann_with(
    external_id: &str,
    content: Content,
    locator: Option<&[u8]>,
) -> Inbound {
    Inbound::Message(Box::new(message(external_id, content, locator)))
}

fn message(external_id: &str, content: Content, locator: Option<&[u8]>) -> InboundMessage {
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
        media: locator.map(|bytes| MediaLocator(bytes.to_vec())),
        reply_to: None,
        context: MessageContext::default(),
        client_id: None,
        timestamp: Timestamp(1_767_323_044_000),
    }
}

pub(crate) async fn deliver(app: &TestApp, instance: InstanceId, inbound: Vec<Inbound>) {
    app.channel.session(instance).expect("a session").deliver(inbound).await;
}

/// Jobs of a kind that are in this state.
pub(crate) async fn jobs_in(app: &TestApp, kind: JobKind, state: JobState) -> i64 {
    let counts = app.app.store.job_counts().await.expect("a read");
    let found = counts.iter().find(|one| one.kind == Some(kind) && one.state == state);
    found.map_or(0, |one| one.count)
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
