//! `/api/v1/*`: the routes that clients of Omni's first version use, until they have migrated.
//!
//! Thin: each route calls the same use case as its successor under `/api/v2` and renames members of
//! its response. The shapes are the specification's; further members of the published first version
//! are added where clients need them.

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

use crate::dialect::has_own_key;
use axum::http::Method;
use axum::routing::post;
use omni_app::App;
use omni_http::route;
use omni_http::{Mount, Routes};
use serde::Deserialize;
use utoipa::IntoParams;

/// The path prefix of this layer.
pub(crate) const V1_BASE: &str = "/api/v1";

/// Everything under `/api/v1` that belongs to this API; other dialects may own other paths there.
pub(crate) fn mount(app: &App) -> Mount {
    let routes = all().below(V1_BASE).with_state(app.clone());
    let own = ["instances", "instance", "traces", "users", "settings"];
    let mount = Mount::new(dialect::DIALECT, routes)
        .owns(V1_BASE)
        .recognises(has_own_key)
        .ignores_unknown_query()
        .with_headers(deprecation::announce);
    own.iter().fold(mount, |mount, part| mount.owns(&format!("{V1_BASE}/{part}")))
}

/// The routes, paths relative to [`V1_BASE`].
pub(crate) fn all() -> Routes<App> {
    // The published aliases of the documented path.
    ["/instance/{name}/send-text", "/{name}/send-text"].iter().fold(documented(), |routes, path| {
        routes.undocumented(Method::POST, path, post(send_text::send_text_v1), send_text::ENDPOINT)
    })
}

/// Those that the API document describes.
pub(crate) fn documented() -> Routes<App> {
    Routes::new()
        .route(route!(list_instances::list_instances_v1), list_instances::ENDPOINT)
        .route(route!(get_instance::get_instance_v1), get_instance::ENDPOINT)
        .route(route!(qr::get_qr_v1), qr::ENDPOINT)
        .route(route!(send_text::send_text_v1), send_text::ENDPOINT)
        .route(route!(list_traces::list_traces_v1), list_traces::ENDPOINT)
        .route(route!(list_users::list_users_v1), list_users::ENDPOINT)
        .route(route!(list_settings::list_settings_v1), list_settings::ENDPOINT)
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct NamePath {
    /// The instance's name.
    #[param(example = "support")]
    name: String,
}
