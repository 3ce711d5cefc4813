//! Who is who, across networks.

mod get;
mod history;
mod link;
mod list;
mod merge;
mod presence;
mod timeline;
mod unlink;
mod views;

use omni_app::App;
use omni_domain::ids::PersonId;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list::list_persons))
        .routes(routes!(get::get_person))
        .routes(routes!(presence::get_person_presence))
        .routes(routes!(history::get_person_history))
        .routes(routes!(timeline::list_person_timeline))
        .routes(routes!(link::link_identities))
        .routes(routes!(unlink::unlink_identity))
        .routes(routes!(merge::merge_persons))
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
struct PersonPath {
    /// The person's id.
    #[param(value_type = Uuid)]
    id: PersonId,
}
