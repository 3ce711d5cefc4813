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
use omni_http::route;

pub(crate) fn routes() -> Routes<App> {
    Routes::new()
        .route(route!(list::list_chats), list::ENDPOINT)
        .route(route!(get::get_chat), get::ENDPOINT)
        .route(route!(archive::archive_chat), archive::ENDPOINT)
        .route(route!(update::update_chat), update::ENDPOINT)
        .route(route!(delete::delete_chat), delete::ENDPOINT)
        .route(route!(mark_read::mark_chat_read), mark_read::ENDPOINT)
        .route(route!(messages::list_chat_messages), messages::ENDPOINT)
}
