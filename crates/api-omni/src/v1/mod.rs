//! `/api/v1/*`: what clients of Omni's first version call, until they have moved.
//!
//! Thin: each route asks the same use case as its successor under `/api/v2` and renames members of
//! its answer. The seed's shapes come first; members that the published first version had besides
//! are added where a client would miss them.

mod deprecation;
mod dialect;
mod get_instance;
mod list_instances;
mod list_settings;
mod list_traces;
mod list_users;
mod qr;
mod send_text;
mod views;

pub(crate) use dialect::V1Error;

use axum::Router;
use axum::middleware::from_fn;
use omni_app::App;
use omni_http::{HttpOptions, edge};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Where this layer lives on the host.
pub(crate) const V1_BASE: &str = "/api/v1";

/// Everything under `/api/v1`.
pub(crate) fn router(app: &App, http: &HttpOptions) -> Router {
    let (routes, _) = documented().split_for_parts();
    // The spellings of the path that were published besides the seed's.
    let routes = routes
        .route("/instance/{name}/send-text", axum::routing::post(send_text::send_text_v1))
        .route("/{name}/send-text", axum::routing::post(send_text::send_text_v1));
    let routes = edge(routes, dialect::DIALECT, http, &app.env);
    Router::new()
        .nest(V1_BASE, routes.with_state(app.clone()))
        .layer(from_fn(deprecation::announce))
}

/// The routes with their documentation, paths relative to [`V1_BASE`].
pub(crate) fn documented() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_instances::list_instances_v1))
        .routes(routes!(get_instance::get_instance_v1))
        .routes(routes!(qr::get_qr_v1))
        .routes(routes!(send_text::send_text_v1))
        .routes(routes!(list_traces::list_traces_v1))
        .routes(routes!(list_users::list_users_v1))
        .routes(routes!(list_settings::list_settings_v1))
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct NamePath {
    /// The instance's name.
    #[param(example = "support")]
    name: String,
}
