//! Agents as resources of their own: what answers the conversations of any number of instances.

mod create;
mod delete;
mod deploy;
mod documents;
mod get;
mod list;
mod path;
mod requests;
mod restore;
mod test;
mod tools;
mod undeploy;
mod update;
mod version;
mod versions;
mod views;

pub(crate) use documents::PassageView;

use omni_app::App;
use omni_http::Routes;
use utoipa_axum::routes;

pub(crate) fn routes() -> Routes<App> {
    Routes::new()
        .route(routes!(list::list_agents), list::ENDPOINT)
        .route(routes!(create::create_agent), create::ENDPOINT)
        .route(routes!(get::get_agent), get::ENDPOINT)
        .route(routes!(update::update_agent), update::ENDPOINT)
        .route(routes!(delete::delete_agent), delete::ENDPOINT)
        .route(routes!(versions::list_agent_versions), versions::ENDPOINT)
        .route(routes!(version::get_agent_version), version::ENDPOINT)
        .route(routes!(restore::restore_agent_version), restore::ENDPOINT)
        .route(routes!(deploy::deploy_agent), deploy::ENDPOINT)
        .route(routes!(undeploy::undeploy_agent), undeploy::ENDPOINT)
        .route(routes!(test::test_agent), test::ENDPOINT)
        .merge(documents::routes())
}
