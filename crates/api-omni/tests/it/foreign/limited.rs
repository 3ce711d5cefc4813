//! A key with every scope, limited to an instance without data: its permissions on every route,
//! with requests for the data of the tenant's other instance.

use super::setup::{Setup, assert_shows_nothing};
use crate::support::key_with;
use axum::http::{Method, StatusCode};
use omni_api_omni::{routes, v1_routes};
use omni_http::RouteInfo;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// The permissions of such a key on a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum May {
    /// None: the route concerns the whole server, or is shared by all instances.
    Nothing,
    /// None on data of another instance: the response is 403 or 404.
    NotOthers,
    /// The response contains nothing of other instances.
    Filtered,
    /// It reads data that all instances share.
    Read,
    /// It creates a resource with its own limits.
    Make,
}

use May::{Filtered, Make, NotOthers, Nothing, Read};

/// Every route with a key, except sockets, which have their own tests.
const TABLE: &[(&str, May)] = &[
    ("GET /api/v1/instances", Filtered),
    ("GET /api/v1/instances/{name}", NotOthers),
    ("GET /api/v1/instances/{name}/qr", NotOthers),
    ("POST /api/v1/instance/{name}/send-text", NotOthers),
    ("POST /api/v1/instances/{name}/send-text", NotOthers),
    ("POST /api/v1/{name}/send-text", NotOthers),
    ("GET /api/v1/settings", Read),
    ("GET /api/v1/traces", Filtered),
    ("GET /api/v1/users", Filtered),
    ("POST /api/v2/access/check", NotOthers),
    ("GET /api/v2/access/rules", Filtered),
    ("POST /api/v2/access/rules", NotOthers),
    ("GET /api/v2/access/rules/{id}", NotOthers),
    ("PATCH /api/v2/access/rules/{id}", NotOthers),
    ("DELETE /api/v2/access/rules/{id}", NotOthers),
    ("GET /api/v2/analytics", Filtered),
    ("GET /api/v2/agents", Filtered),
    ("POST /api/v2/agents", Nothing),
    ("GET /api/v2/agents/{id}", NotOthers),
    ("PATCH /api/v2/agents/{id}", NotOthers),
    ("DELETE /api/v2/agents/{id}", NotOthers),
    ("POST /api/v2/agents/{id}/deploy", Nothing),
    ("GET /api/v2/agents/{id}/documents", NotOthers),
    ("POST /api/v2/agents/{id}/documents", NotOthers),
    ("GET /api/v2/agents/{id}/documents/{documentId}", NotOthers),
    ("DELETE /api/v2/agents/{id}/documents/{documentId}", NotOthers),
    ("POST /api/v2/agents/{id}/test", NotOthers),
    ("POST /api/v2/agents/{id}/undeploy", Nothing),
    ("GET /api/v2/agents/{id}/versions", NotOthers),
    ("GET /api/v2/agents/{id}/versions/{number}", NotOthers),
    ("POST /api/v2/agents/{id}/versions/{number}/restore", NotOthers),
    ("GET /api/v2/ai-layer", Read),
    ("PATCH /api/v2/ai-layer", Nothing),
    ("GET /api/v2/api-keys", Filtered),
    ("POST /api/v2/api-keys", Make),
    ("GET /api/v2/api-keys/{id}", NotOthers),
    ("PATCH /api/v2/api-keys/{id}", NotOthers),
    ("DELETE /api/v2/api-keys/{id}", NotOthers),
    ("GET /api/v2/api-keys/{id}/audit", NotOthers),
    ("POST /api/v2/api-keys/{id}/regenerate", NotOthers),
    ("POST /api/v2/auth/logout", NotOthers),
    ("POST /api/v2/auth/password", NotOthers),
    ("GET /api/v2/auth/session", NotOthers),
    ("GET /api/v2/auth/sessions", NotOthers),
    ("DELETE /api/v2/auth/sessions", NotOthers),
    ("DELETE /api/v2/auth/sessions/{id}", NotOthers),
    ("POST /api/v2/auth/totp", NotOthers),
    ("POST /api/v2/auth/totp/confirm", NotOthers),
    ("POST /api/v2/auth/totp/remove", NotOthers),
    ("POST /api/v2/auth/validate", Filtered),
    ("GET /api/v2/batch-jobs", Filtered),
    ("POST /api/v2/batch-jobs", NotOthers),
    ("POST /api/v2/batch-jobs/estimate", NotOthers),
    ("GET /api/v2/batch-jobs/{id}", NotOthers),
    ("POST /api/v2/batch-jobs/{id}/cancel", NotOthers),
    ("GET /api/v2/channels", Read),
    ("GET /api/v2/channels/{id}", Read),
    ("GET /api/v2/chats", Filtered),
    ("GET /api/v2/chats/{id}", NotOthers),
    ("GET /api/v2/chats/{id}/messages", NotOthers),
    ("GET /api/v2/chats/{id}/participants", NotOthers),
    ("POST /api/v2/chats/{id}/read", NotOthers),
    ("GET /api/v2/dead-letters", Filtered),
    ("GET /api/v2/dead-letters/stats", Filtered),
    ("GET /api/v2/dead-letters/{id}", NotOthers),
    ("DELETE /api/v2/dead-letters/{id}", NotOthers),
    ("POST /api/v2/dead-letters/{id}/resolve", NotOthers),
    ("POST /api/v2/dead-letters/{id}/retry", NotOthers),
    ("PATCH /api/v2/attendants/{id}", Nothing),
    ("DELETE /api/v2/attendants/{id}", Nothing),
    ("GET /api/v2/entry-points", Nothing),
    ("POST /api/v2/entry-points", Nothing),
    ("GET /api/v2/entry-points/key", Nothing),
    ("POST /api/v2/entry-points/key/rotate", Nothing),
    ("GET /api/v2/entry-points/{id}", Nothing),
    ("PATCH /api/v2/entry-points/{id}", Nothing),
    ("DELETE /api/v2/entry-points/{id}", Nothing),
    ("POST /api/v2/entry-points/{id}/attendants", Nothing),
    ("GET /api/v2/executions", Filtered),
    ("GET /api/v2/executions/{id}", NotOthers),
    ("GET /api/v2/events", Filtered),
    ("GET /api/v2/events/analytics", Filtered),
    ("GET /api/v2/events/by-sender/{senderId}", Filtered),
    ("DELETE /api/v2/events/cleanup", Filtered),
    ("POST /api/v2/events/search", Filtered),
    ("GET /api/v2/events/timeline/{personId}", NotOthers),
    ("GET /api/v2/events/{id}", NotOthers),
    ("GET /api/v2/events/{id}/trace", NotOthers),
    ("GET /api/v2/instances", Filtered),
    ("POST /api/v2/instances", Nothing),
    ("POST /api/v2/instances/discover", Filtered),
    ("GET /api/v2/instances/supported-channels", Read),
    ("GET /api/v2/instances/{id}", NotOthers),
    ("PATCH /api/v2/instances/{id}", NotOthers),
    ("DELETE /api/v2/instances/{id}", NotOthers),
    ("GET /api/v2/instances/{id}/ai-layer", NotOthers),
    ("PATCH /api/v2/instances/{id}/ai-layer", NotOthers),
    ("GET /api/v2/instances/{id}/assignees", NotOthers),
    ("GET /api/v2/instances/{id}/chats", NotOthers),
    ("PATCH /api/v2/instances/{id}/chats/processing/bulk", NotOthers),
    ("POST /api/v2/instances/{id}/chats/{chatId}/agent/pause", NotOthers),
    ("POST /api/v2/instances/{id}/chats/{chatId}/agent/resume", NotOthers),
    ("PATCH /api/v2/instances/{id}/chats/{chatId}/mark-read", NotOthers),
    ("GET /api/v2/instances/{id}/chats/{chatId}/messages", NotOthers),
    ("GET /api/v2/instances/{id}/chats/{chatId}/pins", NotOthers),
    ("PATCH /api/v2/instances/{id}/chats/{chatId}/processing", NotOthers),
    ("PUT /api/v2/instances/{id}/chats/{chatId}/typing", NotOthers),
    ("PATCH /api/v2/instances/{id}/chats/{chatId}", NotOthers),
    ("DELETE /api/v2/instances/{id}/chats/{chatId}", NotOthers),
    ("POST /api/v2/instances/{id}/chats/{chatId}/clear", NotOthers),
    ("GET /api/v2/instances/{id}/chats/{chatId}/ai-layer", NotOthers),
    ("PATCH /api/v2/instances/{id}/chats/{chatId}/ai-layer", NotOthers),
    ("PUT /api/v2/instances/{id}/chats/{chatId}/assignee", NotOthers),
    ("DELETE /api/v2/instances/{id}/chats/{chatId}/assignee", NotOthers),
    ("GET /api/v2/instances/{id}/chats/{chatId}/notes", NotOthers),
    ("POST /api/v2/instances/{id}/chats/{chatId}/notes", NotOthers),
    ("PATCH /api/v2/instances/{id}/chats/{chatId}/notes/{noteId}", NotOthers),
    ("DELETE /api/v2/instances/{id}/chats/{chatId}/notes/{noteId}", NotOthers),
    ("PUT /api/v2/instances/{id}/chats/{chatId}/labels/{labelId}", NotOthers),
    ("DELETE /api/v2/instances/{id}/chats/{chatId}/labels/{labelId}", NotOthers),
    ("GET /api/v2/instances/{id}/blocklist", NotOthers),
    ("POST /api/v2/instances/{id}/blocklist", NotOthers),
    ("DELETE /api/v2/instances/{id}/blocklist/{contact}", NotOthers),
    ("GET /api/v2/instances/{id}/labels", NotOthers),
    ("POST /api/v2/instances/{id}/labels", NotOthers),
    ("PATCH /api/v2/instances/{id}/labels/{labelId}", NotOthers),
    ("DELETE /api/v2/instances/{id}/labels/{labelId}", NotOthers),
    ("GET /api/v2/instances/{id}/privacy", NotOthers),
    ("PATCH /api/v2/instances/{id}/privacy", NotOthers),
    ("PUT /api/v2/messages/{id}/labels/{labelId}", NotOthers),
    ("DELETE /api/v2/messages/{id}/labels/{labelId}", NotOthers),
    ("PUT /api/v2/messages/{id}/star", NotOthers),
    ("DELETE /api/v2/messages/{id}/star", NotOthers),
    ("POST /api/v2/instances/{id}/communities", NotOthers),
    ("GET /api/v2/instances/{id}/communities/{groupId}/groups", NotOthers),
    ("POST /api/v2/instances/{id}/communities/{groupId}/groups", NotOthers),
    ("POST /api/v2/instances/{id}/connect", NotOthers),
    ("GET /api/v2/instances/{id}/contacts", NotOthers),
    ("POST /api/v2/instances/{id}/calls/{callId}/reject", NotOthers),
    ("POST /api/v2/instances/{id}/disconnect", NotOthers),
    ("GET /api/v2/instances/{id}/passkey", NotOthers),
    ("POST /api/v2/instances/{id}/passkey", NotOthers),
    ("POST /api/v2/instances/{id}/passkey/confirm", NotOthers),
    ("GET /api/v2/instances/{id}/groups", NotOthers),
    ("POST /api/v2/instances/{id}/groups", NotOthers),
    ("POST /api/v2/instances/{id}/groups/accept-invite", NotOthers),
    ("POST /api/v2/instances/{id}/groups/join", NotOthers),
    ("PATCH /api/v2/instances/{id}/groups/{groupId}", NotOthers),
    ("GET /api/v2/instances/{id}/groups/{groupId}/invite", NotOthers),
    ("POST /api/v2/instances/{id}/groups/{groupId}/invite/renew", NotOthers),
    ("GET /api/v2/instances/{id}/groups/{groupId}/join-requests", NotOthers),
    ("POST /api/v2/instances/{id}/groups/{groupId}/join-requests", NotOthers),
    ("POST /api/v2/instances/{id}/groups/{groupId}/leave", NotOthers),
    ("GET /api/v2/instances/{id}/groups/{groupId}/participants", NotOthers),
    ("POST /api/v2/instances/{id}/groups/{groupId}/participants", NotOthers),
    ("PUT /api/v2/instances/{id}/groups/{groupId}/picture", NotOthers),
    ("DELETE /api/v2/instances/{id}/groups/{groupId}/picture", NotOthers),
    ("POST /api/v2/instances/{id}/logout", NotOthers),
    ("PATCH /api/v2/instances/{id}/messages/{messageId}/mark-read", NotOthers),
    ("GET /api/v2/instances/{id}/messages/{messageId}/media", NotOthers),
    ("GET /api/v2/instances/{id}/newsletters", NotOthers),
    ("POST /api/v2/instances/{id}/newsletters", NotOthers),
    ("POST /api/v2/instances/{id}/newsletters/follow", NotOthers),
    ("GET /api/v2/instances/{id}/newsletters/{newsletterId}/posts", NotOthers),
    ("POST /api/v2/instances/{id}/newsletters/{newsletterId}/unfollow", NotOthers),
    ("POST /api/v2/instances/{id}/pair", NotOthers),
    ("PUT /api/v2/instances/{id}/profile", NotOthers),
    ("POST /api/v2/instances/{id}/profile-picture", NotOthers),
    ("DELETE /api/v2/instances/{id}/profile-picture", NotOthers),
    ("GET /api/v2/instances/{id}/profile-picture/{platformUserId}", NotOthers),
    ("GET /api/v2/instances/{id}/profile-picture/{platformUserId}/file", NotOthers),
    ("GET /api/v2/instances/{id}/profile/{platformUserId}", NotOthers),
    ("GET /api/v2/instances/{id}/profile/{platformUserId}/business", NotOthers),
    ("GET /api/v2/instances/{id}/profile/{platformUserId}/catalogue", NotOthers),
    ("GET /api/v2/instances/{id}/profile/{platformUserId}/presence", NotOthers),
    ("GET /api/v2/instances/{id}/qr", NotOthers),
    ("POST /api/v2/instances/{id}/restart", NotOthers),
    ("GET /api/v2/instances/{id}/status", NotOthers),
    ("GET /api/v2/instances/{id}/sync", NotOthers),
    ("POST /api/v2/instances/{id}/sync", NotOthers),
    ("DELETE /api/v2/instances/{id}/sync", NotOthers),
    ("POST /api/v2/instances/{id}/sync/continuous", NotOthers),
    ("DELETE /api/v2/instances/{id}/sync/continuous", NotOthers),
    ("POST /api/v2/instances/{id}/sync/estimate", NotOthers),
    ("GET /api/v2/instances/{id}/sync/status", NotOthers),
    ("GET /api/v2/instances/{id}/sync/{jobId}", NotOthers),
    ("POST /api/v2/instances/{id}/validate-recipient", NotOthers),
    ("POST /api/v2/instances/{id}/webhook-secret", NotOthers),
    ("GET /api/v2/logs", Nothing),
    ("POST /api/v2/mcp/install", Nothing),
    ("POST /api/v2/mcp/start", Nothing),
    ("GET /api/v2/mcp/status", Nothing),
    ("POST /api/v2/mcp/stop", Nothing),
    ("POST /api/v2/messages", NotOthers),
    ("POST /api/v2/messages/album", NotOthers),
    ("POST /api/v2/messages/contact", NotOthers),
    ("POST /api/v2/messages/event", NotOthers),
    ("POST /api/v2/messages/forward", NotOthers),
    ("POST /api/v2/messages/location", NotOthers),
    ("POST /api/v2/messages/media", NotOthers),
    ("POST /api/v2/messages/poll", NotOthers),
    ("POST /api/v2/messages/reaction", NotOthers),
    ("POST /api/v2/messages/read", NotOthers),
    ("GET /api/v2/messages/search", Filtered),
    ("POST /api/v2/messages/send/presence", NotOthers),
    ("POST /api/v2/messages/sticker", NotOthers),
    ("GET /api/v2/messages/{id}", NotOthers),
    ("PATCH /api/v2/messages/{id}", NotOthers),
    ("DELETE /api/v2/messages/{id}", NotOthers),
    ("GET /api/v2/messages/{id}/answers", NotOthers),
    ("PUT /api/v2/messages/{id}/keep", NotOthers),
    ("DELETE /api/v2/messages/{id}/keep", NotOthers),
    ("PUT /api/v2/messages/{id}/pin", NotOthers),
    ("DELETE /api/v2/messages/{id}/pin", NotOthers),
    ("POST /api/v2/messages/{id}/read", NotOthers),
    ("POST /api/v2/onboarding/skip", Nothing),
    ("GET /api/v2/onboarding/status", Filtered),
    ("POST /api/v2/onboarding/steps/{stepId}/complete", Nothing),
    ("GET /api/v2/persons", Filtered),
    ("POST /api/v2/persons/import", Nothing),
    ("POST /api/v2/persons/link", NotOthers),
    ("POST /api/v2/persons/merge", NotOthers),
    ("POST /api/v2/persons/unlink", NotOthers),
    ("GET /api/v2/persons/{id}", NotOthers),
    ("PATCH /api/v2/persons/{id}", NotOthers),
    ("GET /api/v2/persons/{id}/history", NotOthers),
    ("GET /api/v2/persons/{id}/presence", NotOthers),
    ("GET /api/v2/persons/{id}/timeline", NotOthers),
    ("GET /api/v2/providers", Read),
    ("POST /api/v2/providers", Nothing),
    ("GET /api/v2/providers/{id}", Read),
    ("PATCH /api/v2/providers/{id}", Nothing),
    ("DELETE /api/v2/providers/{id}", Nothing),
    ("GET /api/v2/providers/{id}/agents", Read),
    ("POST /api/v2/providers/{id}/health", Nothing),
    ("GET /api/v2/quick-replies", Filtered),
    ("POST /api/v2/quick-replies", NotOthers),
    ("GET /api/v2/quick-replies/{id}", NotOthers),
    ("PATCH /api/v2/quick-replies/{id}", NotOthers),
    ("DELETE /api/v2/quick-replies/{id}", NotOthers),
    ("GET /api/v2/scheduled-messages", Filtered),
    ("POST /api/v2/scheduled-messages", NotOthers),
    ("POST /api/v2/scheduled-messages/media", NotOthers),
    ("GET /api/v2/scheduled-messages/{id}", NotOthers),
    ("PATCH /api/v2/scheduled-messages/{id}", NotOthers),
    ("DELETE /api/v2/scheduled-messages/{id}", NotOthers),
    ("GET /api/v2/services", Nothing),
    ("GET /api/v2/services/queues", Nothing),
    ("POST /api/v2/services/restart-all", Nothing),
    ("GET /api/v2/services/{name}", Nothing),
    ("GET /api/v2/services/{name}/logs", Nothing),
    ("POST /api/v2/services/{name}/restart", Nothing),
    ("POST /api/v2/services/{name}/start", Nothing),
    ("POST /api/v2/services/{name}/stop", Nothing),
    ("GET /api/v2/settings", Read),
    ("PATCH /api/v2/settings", Nothing),
    ("GET /api/v2/settings/{key}", Read),
    ("PUT /api/v2/settings/{key}", Nothing),
    ("DELETE /api/v2/settings/{key}", Nothing),
    ("GET /api/v2/settings/{key}/history", Read),
    ("POST /api/v2/simulated-phones", Nothing),
    ("GET /api/v2/simulated-phones/{number}/messages", Nothing),
    ("POST /api/v2/simulated-phones/{number}/messages", Nothing),
    ("POST /api/v2/simulated-phones/{number}/scan", Nothing),
    ("GET /api/v2/syncs", Filtered),
    ("GET /api/v2/syncs/{id}", NotOthers),
    ("POST /api/v2/syncs/{id}/cancel", NotOthers),
    ("GET /api/v2/turns", Filtered),
    ("GET /api/v2/turns/{id}", NotOthers),
    ("POST /api/v2/turns/{id}/cancel", NotOthers),
    ("GET /api/v2/turns/{id}/question", NotOthers),
    ("POST /api/v2/turns/{id}/retry", NotOthers),
    ("GET /api/v2/users", Nothing),
    ("POST /api/v2/users", Nothing),
    ("GET /api/v2/users/{id}", Nothing),
    ("PATCH /api/v2/users/{id}", Nothing),
    ("DELETE /api/v2/users/{id}", Nothing),
    ("GET /api/v2/users/{id}/audit", Nothing),
    ("POST /api/v2/users/{id}/disable", Nothing),
    ("POST /api/v2/users/{id}/enable", Nothing),
    ("POST /api/v2/users/{id}/reset-password", Nothing),
    ("GET /api/v2/views", NotOthers),
    ("POST /api/v2/views", NotOthers),
    ("PATCH /api/v2/views/{id}", NotOthers),
    ("DELETE /api/v2/views/{id}", NotOthers),
    ("GET /api/v2/webhook-deliveries", Filtered),
    ("POST /api/v2/webhook-deliveries/replay", Filtered),
    ("GET /api/v2/webhook-deliveries/{id}", NotOthers),
    ("POST /api/v2/webhook-deliveries/{id}/replay", NotOthers),
    ("GET /api/v2/webhook-endpoints", Filtered),
    ("POST /api/v2/webhook-endpoints", NotOthers),
    ("GET /api/v2/webhook-endpoints/{id}", NotOthers),
    ("PATCH /api/v2/webhook-endpoints/{id}", NotOthers),
    ("DELETE /api/v2/webhook-endpoints/{id}", NotOthers),
    ("POST /api/v2/webhook-endpoints/{id}/enable", NotOthers),
    ("GET /api/v2/webhook-endpoints/{id}/health", NotOthers),
    ("POST /api/v2/webhook-endpoints/{id}/rotate-secret", NotOthers),
    ("POST /api/v2/webhook-endpoints/{id}/test", NotOthers),
];

/// The routes that the table must list.
fn keyed() -> Vec<&'static RouteInfo> {
    let all = routes().iter().chain(v1_routes());
    all.filter(|route| route.access().needs_credential() && !route.path.contains("/ws/")).collect()
}

fn name(route: &RouteInfo) -> String {
    format!("{} {}", route.method, route.path)
}

#[test]
fn the_table_has_every_route_that_takes_a_key() {
    let there: BTreeSet<String> = keyed().into_iter().map(name).collect();
    let listed: BTreeSet<String> = TABLE.iter().map(|(route, _)| (*route).to_owned()).collect();
    let unlisted: Vec<_> = there.difference(&listed).collect();
    assert!(
        unlisted.is_empty(),
        "add the permissions of a key limited to an instance: {unlisted:#?}"
    );
    let gone: Vec<_> = listed.difference(&there).collect();
    assert!(gone.is_empty(), "these routes no longer exist: {gone:#?}");
    assert_eq!(listed.len(), TABLE.len(), "each is listed once");
}

fn may(route: &RouteInfo) -> May {
    let name = name(route);
    TABLE.iter().find(|(listed, _)| *listed == name).expect("listed").1
}

#[tokio::test]
async fn a_key_limited_to_one_instance_acts_on_no_other_and_not_on_the_server() {
    let setup = Setup::new().await;
    let mut ids = setup.known_ids().await;
    let own = setup.app.instance("own").await.to_string();
    let key = key_with(&setup.app, &["*"], Some(&[&own])).await;
    // Its own key and the data that it may read are not secret.
    ids.remove(&setup.ids["provider"]);
    let before = setup.snapshot().await;
    let makes = |route: &&&RouteInfo| may(route) == Make;
    for route in keyed().iter().filter(|route| !makes(route)) {
        let (request, answer) = setup.send_with(&key, route).await;
        let status = answer.status;
        let at = format!("{request}: {status} {}", answer.body);
        match may(route) {
            Nothing => assert_eq!(status, StatusCode::FORBIDDEN, "{at}"),
            NotOthers => {
                assert!([StatusCode::FORBIDDEN, StatusCode::NOT_FOUND].contains(&status), "{at}");
            }
            Filtered => assert_eq!(status, StatusCode::OK, "{at}"),
            Read => assert_ne!(status, StatusCode::FORBIDDEN, "{at}"),
            Make => unreachable!("sent below"),
        }
        assert_ne!(status, StatusCode::INTERNAL_SERVER_ERROR, "{at}");
        if may(route) != Read {
            assert_shows_nothing(&request, &answer.body.to_string(), &ids);
        }
    }
    let after = setup.snapshot().await;
    for (path, answer) in &before {
        assert_eq!(Some(answer), after.get(path), "{path} changed");
    }
    for route in keyed().iter().filter(makes) {
        let (request, answer) = setup.send_with(&key, route).await;
        assert!(answer.status.is_success(), "{request}: {}", answer.body);
        assert_eq!(answer.body["instanceIds"], json!([own]), "as limited as its creator");
    }
    setup.app.stop().await;
}

#[tokio::test]
async fn it_revokes_and_lists_only_the_keys_that_are_for_its_instance() {
    let setup = Setup::new().await;
    let own = setup.app.instance("own").await.to_string();
    let key = key_with(&setup.app, &["admin:*"], Some(&[&own])).await;
    let list = |key: String| {
        let app = &setup.app;
        async move { app.call_as(Some(&key), Method::GET, "/api/v2/api-keys", None).await.body }
    };
    let names = |list: &Value| -> Vec<String> {
        let rows = list["items"].as_array().expect("rows").iter();
        rows.map(|row| row["name"].to_string()).collect()
    };
    let all = list(setup.app.key.clone()).await;
    assert_eq!(names(&list(key.clone()).await).len(), 1, "its own");
    for row in all["items"].as_array().expect("rows") {
        if row["instanceIds"] == json!([own]) {
            continue;
        }
        let path = format!("/api/v2/api-keys/{}", row["id"].as_str().expect("an id"));
        let refused = setup.app.call_as(Some(&key), Method::DELETE, &path, None).await;
        assert_eq!(refused.status, StatusCode::NOT_FOUND, "{}", refused.body);
    }
    assert_eq!(names(&list(setup.app.key.clone()).await), names(&all));
    assert!(!list(setup.app.key.clone()).await.to_string().contains("\"revoked\""));
    let mine = json!({ "name": "mine", "scopes": ["admin:*"] });
    let made = setup.app.call_as(Some(&key), Method::POST, "/api/v2/api-keys", Some(mine)).await;
    let path = format!("/api/v2/api-keys/{}", made.body["id"].as_str().expect("an id"));
    let revoked = setup.app.call_as(Some(&key), Method::DELETE, &path, None).await;
    assert_eq!(revoked.status, StatusCode::OK, "{}", revoked.body);
    setup.app.stop().await;
}
