use crate::dialect::DIALECT;
use crate::{
    BASE, access, agents, ai_layers, aliases, analytics, auth, batch_jobs, blocklist, calls,
    channels, chats, communities, compat, contacts, dead_letters, docs, entry_points, events,
    executions, groups, instances, keys, labels, mcp, messages, newsletters, notes, onboarding,
    openapi, persons, privacy, profiles, providers, quick_replies, saved_views, scheduled_messages,
    sdk, settings, simulated_phones, sync, system, turns, users, v1, ws,
};
use crate::{hooks, internal, logs, services, webhooks};
use axum::extract::State;
use axum::http::Method;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use axum::routing::get;
use omni_app::App;
use omni_domain::webhook::Envelope;
use omni_http::openapi::served_below;
use omni_http::{Endpoint, Mount, Routes};
use std::sync::LazyLock;

/// The options of this API.
#[derive(Debug, Clone, Copy, Default)]
pub struct ApiOptions {
    /// Time limits of the sockets.
    pub ws: ws::WsOptions,
    /// Responses also contain the shapes that the original server's SDKs read.
    pub omni_sdk: bool,
}

/// Everything under `/api/v2`, and the layer for clients of the first version under `/api/v1`.
pub fn mounts(app: &App, options: ApiOptions) -> [Mount; 2] {
    let ApiOptions { ws, omni_sdk } = options;
    app.reply_route.plug(turns::reply_url);
    app.file_route.plug(chats::file_url);
    app.webhooks.envelopes.plug(Envelope::Omni, webhooks::RENDERER);
    let routes = if omni_sdk { all().merge(sdk::unsupported_routes()) } else { all() };
    let routes =
        routes.layer(axum::Extension(ws)).layer(axum::Extension(instances::ListCache::default()));
    let routes = if omni_sdk { compat::with_sdk_shapes(routes, app) } else { routes };
    let second = Mount::new(DIALECT, routes.below(BASE).with_state(app.clone())).owns(BASE);
    // The original's SDKs have parameters that this API does not.
    let second = if omni_sdk { second.ignores_unknown_query() } else { second };
    [aliases::with_aliases(second), v1::mount(app)]
}

/// The routes of the second version, paths relative to [`BASE`].
pub(crate) fn all() -> Routes<App> {
    documented()
        .undocumented(Method::GET, "/openapi.json", get(document), Endpoint::open())
        .merge(docs::routes())
        .merge(sdk::routes())
}

/// Serialised at the first request: a server without requests for it should not pay for it.
static DOCUMENT: LazyLock<String> = LazyLock::new(|| {
    let json = serde_json::to_string(&openapi::openapi());
    json.expect("an API document has only string keys, so it serialises")
});

async fn document(State(app): State<App>) -> impl IntoResponse {
    ([(CONTENT_TYPE, "application/json")], served_below(&DOCUMENT, app.public_path()))
}

/// Those that the API document describes.
pub(crate) fn documented() -> Routes<App> {
    Routes::new()
        .merge(system::routes())
        .merge(keys::routes())
        .merge(auth::routes())
        .merge(users::routes())
        .merge(instances::routes())
        .merge(messages::routes())
        .merge(chats::routes())
        .merge(groups::routes())
        .merge(notes::routes())
        .merge(labels::routes())
        .merge(blocklist::routes())
        .merge(privacy::routes())
        .merge(calls::routes())
        .merge(communities::routes())
        .merge(newsletters::routes())
        .merge(contacts::routes())
        .merge(profiles::routes())
        .merge(sync::routes())
        .merge(events::routes())
        .merge(analytics::routes())
        .merge(settings::routes())
        .merge(channels::routes())
        .merge(providers::routes())
        .merge(agents::routes())
        .merge(ai_layers::routes())
        .merge(onboarding::routes())
        .merge(simulated_phones::routes())
        .merge(batch_jobs::routes())
        .merge(turns::routes())
        .merge(quick_replies::routes())
        .merge(scheduled_messages::routes())
        .merge(saved_views::routes())
        .merge(entry_points::routes())
        .merge(executions::routes())
        .merge(dead_letters::routes())
        .merge(mcp::routes())
        .merge(persons::routes())
        .merge(access::routes())
        .merge(ws::routes())
        .merge(services::routes())
        .merge(logs::routes())
        .merge(hooks::routes())
        .merge(webhooks::routes())
        .merge(internal::routes())
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
            assert!(document["paths"]["/api/v2/instances"].is_object());
        }
    }
}
