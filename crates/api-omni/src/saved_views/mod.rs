//! Views of the inbox that the signed-in user keeps.

mod create;
mod delete;
mod list;
mod requests;
mod update;
mod views;

use omni_app::App;
use omni_domain::ids::SavedViewId;
use omni_http::route;
use omni_http::{Failure, Routes};
use serde::Deserialize;
use utoipa::IntoParams;

/// Only users have views.
const OF_A_KEY: (Failure, &str) = (
    Failure::Forbidden,
    "The credential does not permit this, or is an API key: views belong to users, who sign in.",
);

pub(crate) fn routes() -> Routes<App> {
    Routes::new()
        .route(route!(list::list_views), list::ENDPOINT)
        .route(route!(create::create_view), create::ENDPOINT)
        .route(route!(update::update_view), update::ENDPOINT)
        .route(route!(delete::delete_view), delete::ENDPOINT)
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
struct ViewPath {
    /// The view's id.
    #[param(value_type = Uuid)]
    id: SavedViewId,
}
