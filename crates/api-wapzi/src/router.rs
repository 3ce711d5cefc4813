use crate::dialect::{DIALECT, has_own_key};
use crate::{BASE, docs, entry_points, executions, openapi};
use axum::extract::State;
use axum::http::Method;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use axum::routing::{get, post};
use omni_app::App;
use omni_http::openapi::served_below;
use omni_http::route;
use omni_http::{Endpoint, Mount, RouteInfo, Routes};
use std::sync::LazyLock;

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
        .route(route!(entry_points::execute_entry_point), entry_points::ENDPOINT)
        .route(route!(executions::get_execution), executions::ENDPOINT)
}

/// Serialised at the first request.
static DOCUMENT: LazyLock<String> = LazyLock::new(|| {
    let json = serde_json::to_string(&openapi::openapi());
    json.expect("an API document has only string keys, so it serialises")
});

async fn document(State(app): State<App>) -> impl IntoResponse {
    ([(CONTENT_TYPE, "application/json")], served_below(&DOCUMENT, app.public_path()))
}

#[cfg(test)]
mod tests {
    use super::DOCUMENT;
    use omni_http::openapi::served_below;
    use serde_json::Value;

    #[test]
    fn the_document_names_the_path_of_the_proxy() {
        for (path, url) in [("", "/"), ("/wa", "/wa")] {
            let document = served_below(&DOCUMENT, path);
            let document: Value = serde_json::from_slice(&document).expect("JSON");
            assert_eq!(document["servers"][0]["url"], url);
            assert!(document["paths"]["/v1/executions/{executionId}"].is_object());
        }
    }
}
