//! Persons and their accounts, across channels.

mod get;
mod history;
mod import;
mod link;
mod list;
mod merge;
mod presence;
mod timeline;
mod unlink;
mod update;
mod views;

use omni_app::App;
use omni_domain::ids::PersonId;
use omni_http::Routes;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::routes;

pub(crate) fn routes() -> Routes<App> {
    Routes::new()
        .route(routes!(list::list_persons), list::ENDPOINT)
        .route(routes!(get::get_person), get::ENDPOINT)
        .route(routes!(update::update_person), update::ENDPOINT)
        .route(routes!(presence::get_person_presence), presence::ENDPOINT)
        .route(routes!(history::get_person_history), history::ENDPOINT)
        .route(routes!(timeline::list_person_timeline), timeline::ENDPOINT)
        .route(routes!(link::link_identities), link::ENDPOINT)
        .route(routes!(unlink::unlink_identity), unlink::ENDPOINT)
        .route(routes!(merge::merge_persons), merge::ENDPOINT)
        .route(routes!(import::import_persons), import::ENDPOINT)
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
struct PersonPath {
    /// The person's id.
    #[param(value_type = Uuid)]
    id: PersonId,
}
