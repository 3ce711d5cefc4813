//! Internal notes on chats.

mod create;
mod delete;
mod list;
mod path;
mod update;
mod views;

use omni_app::App;
use omni_http::Routes;
use utoipa_axum::routes;

pub(crate) fn routes() -> Routes<App> {
    Routes::new()
        .route(routes!(list::list_chat_notes), list::ENDPOINT)
        .route(routes!(create::create_chat_note), create::ENDPOINT)
        .route(routes!(update::update_chat_note), update::ENDPOINT)
        .route(routes!(delete::delete_chat_note), delete::ENDPOINT)
}
