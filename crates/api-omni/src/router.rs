use crate::dialect::DIALECT;
use crate::{
    BASE, access, aliases, batch_jobs, channels, chats, compat, contacts, dead_letters, docs,
    events, instances, keys, mcp, messages, onboarding, openapi, persons, profiles, providers,
    settings, sync, system, turns, v1, ws,
};
use crate::{hooks, internal, logs, services};
use axum::Router;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use axum::routing::get;
use bytes::Bytes;
use omni_app::App;
use omni_http::{HttpOptions, edge};
use std::sync::LazyLock;
use utoipa_axum::router::OpenApiRouter;

/// What this API lets an operator choose.
#[derive(Debug, Clone, Default)]
pub struct ApiOptions {
    /// Limits and habits shared with the other APIs.
    pub http: HttpOptions,
    /// Waits of the sockets.
    pub ws: ws::WsOptions,
    /// Answers what the original server's SDKs read, beside our own shapes.
    pub omni_sdk: bool,
}

/// Everything under `/api/v2` and `/api/v1`, with their error bodies, request ids and limits.
pub fn router(app: App, options: ApiOptions) -> Router {
    let ApiOptions { http, ws, omni_sdk } = options;
    app.reply_route.plug(turns::reply_url);
    let (routes, _) = documented().split_for_parts();
    let routes = routes
        .route("/openapi.json", get(document))
        .merge(docs::routes())
        .layer(axum::Extension(ws))
        .layer(axum::Extension(instances::ListCache::default()));
    let routes = if omni_sdk { compat::with_sdk_shapes(routes) } else { routes };
    let routes = edge(routes, DIALECT, &http, &app.env);
    let first = v1::router(&app, &http);
    aliases::with_aliases(Router::new().nest(BASE, routes.with_state(app))).merge(first)
}

/// Written at the first request: a server that nobody asks for it should not pay for it.
static DOCUMENT: LazyLock<Bytes> = LazyLock::new(|| {
    let json = serde_json::to_vec(&openapi::openapi());
    Bytes::from(json.expect("an API document has text keys only, so it serialises"))
});

async fn document() -> impl IntoResponse {
    ([(CONTENT_TYPE, "application/json")], DOCUMENT.clone())
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
        .merge(profiles::routes())
        .merge(sync::routes())
        .merge(events::routes())
        .merge(settings::routes())
        .merge(channels::routes())
        .merge(providers::routes())
        .merge(onboarding::routes())
        .merge(batch_jobs::routes())
        .merge(turns::routes())
        .merge(dead_letters::routes())
        .merge(mcp::routes())
        .merge(persons::routes())
        .merge(access::routes())
        .merge(ws::routes())
        .merge(services::routes())
        .merge(logs::routes())
        .merge(hooks::routes())
        .merge(internal::routes())
}
