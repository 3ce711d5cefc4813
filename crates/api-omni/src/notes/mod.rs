//! Internal notes on chats.

mod create;
mod delete;
mod list;
mod path;
mod update;
mod views;

use omni_app::App;
use omni_http::Routes;
use omni_http::route;

pub(crate) fn routes() -> Routes<App> {
    Routes::new()
        .route(route!(list::list_chat_notes), list::ENDPOINT)
        .route(route!(create::create_chat_note), create::ENDPOINT)
        .route(route!(update::update_chat_note), update::ENDPOINT)
        .route(route!(delete::delete_chat_note), delete::ENDPOINT)
}
