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
use omni_http::route;
use serde::Deserialize;
use utoipa::IntoParams;

pub(crate) fn routes() -> Routes<App> {
    Routes::new()
        .route(route!(list::list_persons), list::ENDPOINT)
        .route(route!(get::get_person), get::ENDPOINT)
        .route(route!(update::update_person), update::ENDPOINT)
        .route(route!(presence::get_person_presence), presence::ENDPOINT)
        .route(route!(history::get_person_history), history::ENDPOINT)
        .route(route!(timeline::list_person_timeline), timeline::ENDPOINT)
        .route(route!(link::link_identities), link::ENDPOINT)
        .route(route!(unlink::unlink_identity), unlink::ENDPOINT)
        .route(route!(merge::merge_persons), merge::ENDPOINT)
        .route(route!(import::import_persons), import::ENDPOINT)
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
struct PersonPath {
    /// The person's id.
    #[param(value_type = Uuid)]
    id: PersonId,
}
