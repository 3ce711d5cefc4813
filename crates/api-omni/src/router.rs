use crate::dialect::DIALECT;
use crate::{BASE, chats, contacts, events, instances, keys, messages, openapi, system, ws};
use axum::Router;
use axum::http::header::CONTENT_TYPE;
use axum::routing::get;
use bytes::Bytes;
use omni_app::App;
use omni_http::{HttpOptions, edge};
use utoipa_axum::router::OpenApiRouter;

/// What this API lets an operator choose.
#[derive(Debug, Clone, Default)]
pub struct ApiOptions {
    /// Limits and habits shared with the other APIs.
    pub http: HttpOptions,
    /// Waits of the sockets.
    pub ws: ws::WsOptions,
}

/// Everything under `/api/v2`, with its error bodies, request ids and limits.
pub fn router(app: App, options: ApiOptions) -> Router {
    let ApiOptions { http, ws } = options;
    let document = openapi::openapi();
    let json = Bytes::from(
        serde_json::to_vec(&document)
            .expect("an API document has text keys only, so it serialises"),
    );
    let (routes, _) = documented().split_for_parts();
    let routes = routes
        .route("/openapi.json", get(|| async { ([(CONTENT_TYPE, "application/json")], json) }))
        .layer(axum::Extension(ws));
    let routes = edge(routes, DIALECT, &http, &app.env);
    Router::new().nest(BASE, routes.with_state(app))
}

/// The routes with their documentation, paths relative to [`BASE`].
pub(crate) fn documented() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .merge(system::routes())
        .merge(keys::routes())
        .merge(instances::routes())
        .merge(messages::routes())
        .merge(chats::routes())
        .merge(contacts::routes())
        .merge(events::routes())
        .merge(ws::routes())
}
