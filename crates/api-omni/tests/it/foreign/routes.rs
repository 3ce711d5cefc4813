use super::setup::{NAME, Setup, assert_shows_nothing};
use axum::http::{Method, StatusCode};
use omni_api_omni::{routes, v1_routes};
use omni_http::{Access, RouteInfo};
use serde_json::{Value, json};

/// Routes with a parameter that names no data of a tenant, or names that each tenant may have.
fn names_nothing_of_a_tenant(route: &RouteInfo) -> bool {
    let path = route.path.trim_start_matches("/api/v2");
    let named =
        ["/events/by-sender/{senderId}", "/channels/{id}", "/onboarding/steps/{stepId}/complete"];
    named.contains(&path) || path.starts_with("/settings/{key}")
}

#[tokio::test]
async fn no_route_shows_or_changes_what_another_tenant_has() {
    let setup = Setup::new().await;
    let before = setup.snapshot().await;
    let ids = setup.known_ids().await;
    for route in routes().iter().chain(v1_routes()).filter(|route| !route.path.contains("/ws/")) {
        let (request, answer) = setup.as_foreign(route).await;
        let at = format!("{request}: {} {}", answer.status, answer.body);
        assert_ne!(answer.status, StatusCode::INTERNAL_SERVER_ERROR, "{at}");
        if !matches!(route.access(), Access::Open | Access::Local) {
            assert_shows_nothing(&request, &answer.body.to_string(), &ids);
        }
        let names_it = request.contains(NAME) || setup.ids.values().any(|id| request.contains(id));
        let status = answer.status.as_u16();
        match route.access() {
            Access::Operator => assert_eq!(status, 403, "{at}"),
            Access::Secret => assert!(matches!(status, 401 | 404), "{at}"),
            Access::Open | Access::Local => assert_eq!(status, 200, "{at}"),
            _ if names_nothing_of_a_tenant(route) => assert!(status < 500, "{at}"),
            _ if names_it || route.path.contains('{') => {
                assert!(matches!(status, 403 | 404), "{at}");
            }
            _ => assert!(status < 500, "{at}"),
        }
    }
    let after = setup.snapshot().await;
    for (path, answer) in &before {
        assert_eq!(Some(answer), after.get(path), "{path} changed");
    }
    setup.app.stop().await;
}

#[tokio::test]
async fn no_filter_of_a_list_reaches_another_tenant() {
    let setup = Setup::new().await;
    let ids = setup.known_ids().await;
    let (instance, person, turn) =
        (setup.instance, setup.ids["person"].clone(), setup.ids["turn"].clone());
    for path in [
        format!("/api/v2/events?instanceId={instance}"),
        format!("/api/v2/events?personId={person}"),
        format!("/api/v2/events/analytics?instanceId={instance}"),
        format!("/api/v2/analytics?instanceId={instance}&groupBy=instance"),
        format!("/api/v2/events/by-sender/{person}?instanceId={instance}"),
        format!("/api/v2/turns?instanceId={instance}"),
        format!("/api/v2/turns?messageId={}", setup.ids["message"]),
        format!("/api/v2/turns?personId={person}"),
        format!("/api/v2/turns/{turn}"),
        format!("/api/v2/dead-letters?instanceId={instance}"),
        format!("/api/v2/executions?instanceId={instance}"),
        format!("/api/v2/executions?entryPointId={}", setup.ids["entryPoint"]),
        format!("/api/v2/access/rules?instanceId={instance}"),
        format!("/api/v2/quick-replies?instanceId={instance}"),
        "/api/v2/messages/search?query=hidden".to_owned(),
        format!("/api/v2/messages/search?query=hidden&chatId={}", setup.ids["chat"]),
        format!("/api/v2/scheduled-messages?instanceId={instance}"),
        format!("/api/v2/scheduled-messages?chatId={}", setup.ids["chat"]),
        "/api/v2/batch-jobs".to_owned(),
        "/api/v2/syncs".to_owned(),
        format!("/api/v2/syncs?instanceId={instance}"),
        "/api/v2/persons?search=Ann".to_owned(),
        "/api/v2/settings?category=custom".to_owned(),
        format!("/api/v1/traces?instance_name={NAME}"),
        "/api/v1/users".to_owned(),
    ] {
        let answer = setup.app.call_as(Some(&setup.foreign), Method::GET, &path, None).await;
        assert_shows_nothing(&path, &answer.body.to_string(), &ids);
        assert!(answer.status.as_u16() < 500, "{path}: {}", answer.body);
    }
    for query in ["hidden", "words"] {
        let body = Some(json!({ "query": query, "limit": 50 }));
        let path = "/api/v2/events/search";
        let answer = setup.app.call_as(Some(&setup.foreign), Method::POST, path, body).await;
        assert_eq!(answer.body["items"], json!([]), "{}", answer.body);
    }
    let search = Some(json!({ "query": "hidden", "limit": 50 }));
    let own = setup.app.call(Method::POST, "/api/v2/events/search", search).await;
    assert_ne!(own.body["items"], Value::Array(Vec::new()), "the tenant's own key finds it");
    let own = setup.app.get("/api/v2/messages/search?query=hidden").await;
    assert_ne!(own.body["items"], Value::Array(Vec::new()), "and the message: {}", own.body);
    setup.app.stop().await;
}
