//! AI layers: who is answered, and how, for all accounts, one account and one chat.

mod account;
mod chat;
mod fields;
mod global;
mod logs;
mod test;

use omni_app::App;
use omni_http::Routes;
use utoipa_axum::routes;

pub(crate) fn routes() -> Routes<App> {
    Routes::new()
        .route(routes!(global::get_global_ai), global::READ)
        .route(routes!(global::set_global_ai), global::WRITE)
        .route(routes!(account::get_account_ai), account::READ)
        .route(routes!(account::set_account_ai), account::WRITE)
        .route(routes!(chat::get_chat_ai), chat::READ)
        .route(routes!(chat::set_chat_ai), chat::WRITE)
        .route(routes!(logs::list_ai_logs), logs::ENDPOINT)
        .route(routes!(test::test_ai), test::ENDPOINT)
}
