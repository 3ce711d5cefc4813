//! Conversations of an account.

mod archive;
mod delete;
mod get;
mod list;
mod mark_read;
mod messages;
mod path;
mod update;
mod views;

pub(crate) use messages::{MessagePage, list_messages};
pub(crate) use path::ChatPath;
pub(crate) use views::ChatView;

use omni_app::App;
use omni_http::Routes;
use utoipa_axum::routes;

pub(crate) fn routes() -> Routes<App> {
    Routes::new()
        .route(routes!(list::list_chats), list::ENDPOINT)
        .route(routes!(get::get_chat), get::ENDPOINT)
        .route(routes!(archive::archive_chat), archive::ENDPOINT)
        .route(routes!(update::update_chat), update::ENDPOINT)
        .route(routes!(delete::delete_chat), delete::ENDPOINT)
        .route(routes!(mark_read::mark_chat_read), mark_read::ENDPOINT)
        .route(routes!(messages::list_chat_messages), messages::ENDPOINT)
}
