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
use omni_http::route;

pub(crate) fn routes() -> Routes<App> {
    Routes::new()
        .route(route!(list::list_agents), list::ENDPOINT)
        .route(route!(create::create_agent), create::ENDPOINT)
        .route(route!(get::get_agent), get::ENDPOINT)
        .route(route!(update::update_agent), update::ENDPOINT)
        .route(route!(delete::delete_agent), delete::ENDPOINT)
        .route(route!(versions::list_agent_versions), versions::ENDPOINT)
        .route(route!(version::get_agent_version), version::ENDPOINT)
        .route(route!(restore::restore_agent_version), restore::ENDPOINT)
        .route(route!(deploy::deploy_agent), deploy::ENDPOINT)
        .route(route!(undeploy::undeploy_agent), undeploy::ENDPOINT)
        .route(route!(test::test_agent), test::ENDPOINT)
        .merge(documents::routes())
}
