use crate::dialect::{DIALECT, has_own_key};
use crate::{BASE, docs, entry_points, executions, openapi};
use axum::http::Method;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use axum::routing::{get, post};
use bytes::Bytes;
use omni_app::App;
use omni_http::{Endpoint, Mount, RouteInfo, Routes};
use std::sync::LazyLock;
use utoipa_axum::routes;

/// Everything below `/v1`, and the documentation at `/docs`.
pub fn mount(app: &App) -> Mount {
    let mount = Mount::new(DIALECT, all().with_state(app.clone())).owns(BASE).owns(docs::PATH);
    mount.recognises(has_own_key).ignores_unknown_query()
}

static ROUTES: LazyLock<Vec<RouteInfo>> = LazyLock::new(|| all().infos().to_vec());

/// Every route of this API.
pub fn routes() -> &'static [RouteInfo] {
    &ROUTES
}

fn all() -> Routes<App> {
    let nothing = || post(entry_points::execute_nothing);
    let without_id = entry_points::ENDPOINT;
    let routes = documented()
        .undocumented(Method::POST, "/entry-points//execute", nothing(), without_id)
        .undocumented(Method::POST, "/entry-points/execute", nothing(), without_id)
        .undocumented(Method::GET, "/openapi.json", get(document), Endpoint::open());
    routes.below(BASE).merge(docs::routes())
}

/// Those that the API document describes, with paths relative to [`BASE`].
pub(crate) fn documented() -> Routes<App> {
    Routes::new()
        .route(routes!(entry_points::execute_entry_point), entry_points::ENDPOINT)
        .route(routes!(executions::get_execution), executions::ENDPOINT)
}

/// Serialised at the first request.
static DOCUMENT: LazyLock<Bytes> = LazyLock::new(|| {
    let json = serde_json::to_vec(&openapi::openapi());
    Bytes::from(json.expect("an API document has only string keys, so it serialises"))
});

async fn document() -> impl IntoResponse {
    ([(CONTENT_TYPE, "application/json")], DOCUMENT.clone())
}
