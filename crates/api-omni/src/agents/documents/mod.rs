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
use utoipa_axum::routes;

pub(super) fn routes() -> Routes<App> {
    Routes::new()
        .route(routes!(list::list_agent_documents), list::ENDPOINT)
        .route(routes!(create::create_agent_document), create::ENDPOINT)
        .route(routes!(get::get_agent_document), get::ENDPOINT)
        .route(routes!(delete::delete_agent_document), delete::ENDPOINT)
}
