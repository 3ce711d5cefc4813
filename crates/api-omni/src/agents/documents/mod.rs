//! Documents of agents: texts whose passages an agent is given when it answers.

mod body;
mod create;
mod delete;
mod get;
mod list;
mod views;

pub(crate) use views::PassageView;

use omni_app::App;
use omni_http::Routes;
use omni_http::route;

pub(super) fn routes() -> Routes<App> {
    Routes::new()
        .route(route!(list::list_agent_documents), list::ENDPOINT)
        .route(route!(create::create_agent_document), create::ENDPOINT)
        .route(route!(get::get_agent_document), get::ENDPOINT)
        .route(route!(delete::delete_agent_document), delete::ENDPOINT)
}
