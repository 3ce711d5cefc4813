use super::stage::{NAME, Stage, assert_shows_nothing};
use axum::http::{Method, StatusCode};
use omni_api_omni::{routes, v1_routes};
use omni_http::{Access, RouteInfo};
use serde_json::{Value, json};

/// Routes with a parameter that names nothing of a tenant's, or something that each may have.
fn names_nothing_of_a_tenant(route: &RouteInfo) -> bool {
    let path = route.path.trim_start_matches("/api/v2");
    let named =
        ["/events/by-sender/{senderId}", "/channels/{id}", "/onboarding/steps/{stepId}/complete"];
    named.contains(&path) || path.starts_with("/settings/{key}")
}

#[tokio::test]
async fn no_route_shows_or_changes_what_another_tenant_has() {
    let stage = Stage::set().await;
    let before = stage.snapshot().await;
    let ids = stage.known_ids().await;
    for route in routes().iter().chain(v1_routes()).filter(|route| !route.path.contains("/ws/")) {
        let (asked, answer) = stage.as_foreign(route).await;
        let at = format!("{asked}: {} {}", answer.status, answer.body);
        assert_ne!(answer.status, StatusCode::INTERNAL_SERVER_ERROR, "{at}");
        if !matches!(route.access(), Access::Open | Access::Local) {
            assert_shows_nothing(&asked, &answer.body.to_string(), &ids);
        }
        let names_it = asked.contains(NAME) || stage.ids.values().any(|id| asked.contains(id));
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
    let after = stage.snapshot().await;
    for (path, answer) in &before {
        assert_eq!(Some(answer), after.get(path), "{path} changed");
    }
    stage.app.stop().await;
}

#[tokio::test]
async fn no_filter_of_a_list_reaches_another_tenant() {
    let stage = Stage::set().await;
    let ids = stage.known_ids().await;
    let (instance, person, turn) =
        (stage.instance, stage.ids["person"].clone(), stage.ids["turn"].clone());
    for path in [
        format!("/api/v2/events?instanceId={instance}"),
        format!("/api/v2/events?personId={person}"),
        format!("/api/v2/events/analytics?instanceId={instance}"),
        format!("/api/v2/events/by-sender/{person}?instanceId={instance}"),
        format!("/api/v2/turns?instanceId={instance}"),
        format!("/api/v2/turns/{turn}"),
        format!("/api/v2/access/rules?instanceId={instance}"),
        format!("/api/v2/batch-jobs?instanceId={instance}"),
        "/api/v2/persons?search=Ann".to_owned(),
        "/api/v2/settings?category=custom".to_owned(),
        format!("/api/v1/traces?instance_name={NAME}"),
        "/api/v1/users".to_owned(),
    ] {
        let answer = stage.app.call_as(Some(&stage.foreign), Method::GET, &path, None).await;
        assert_shows_nothing(&path, &answer.body.to_string(), &ids);
        assert!(answer.status.as_u16() < 500, "{path}: {}", answer.body);
    }
    for query in ["hidden", "words"] {
        let body = Some(json!({ "query": query, "limit": 50 }));
        let path = "/api/v2/events/search";
        let answer = stage.app.call_as(Some(&stage.foreign), Method::POST, path, body).await;
        assert_eq!(answer.body["items"], json!([]), "{}", answer.body);
    }
    let search = Some(json!({ "query": "hidden", "limit": 50 }));
    let own = stage.app.call(Method::POST, "/api/v2/events/search", search).await;
    assert_ne!(own.body["items"], Value::Array(Vec::new()), "their own key finds it");
    stage.app.stop().await;
}
