//! AI layers: whether and how an agent answers, for all instances, one instance and one chat.

mod chat;
mod global;
mod instance;
mod members;

use omni_app::App;
use omni_http::Routes;
use omni_http::route;

pub(crate) fn routes() -> Routes<App> {
    Routes::new()
        .route(route!(global::get_global_ai_layer), global::READ)
        .route(route!(global::update_global_ai_layer), global::WRITE)
        .route(route!(instance::get_instance_ai_layer), instance::READ)
        .route(route!(instance::update_instance_ai_layer), instance::WRITE)
        .route(route!(chat::get_chat_ai_layer), chat::READ)
        .route(route!(chat::update_chat_ai_layer), chat::WRITE)
}
