//! AI layers: whether and how an agent answers, for all instances, one instance and one chat.

mod chat;
mod global;
mod instance;
mod members;

use omni_app::App;
use omni_http::Routes;
use utoipa_axum::routes;

pub(crate) fn routes() -> Routes<App> {
    Routes::new()
        .route(routes!(global::get_global_ai_layer), global::READ)
        .route(routes!(global::update_global_ai_layer), global::WRITE)
        .route(routes!(instance::get_instance_ai_layer), instance::READ)
        .route(routes!(instance::update_instance_ai_layer), instance::WRITE)
        .route(routes!(chat::get_chat_ai_layer), chat::READ)
        .route(routes!(chat::update_chat_ai_layer), chat::WRITE)
}
