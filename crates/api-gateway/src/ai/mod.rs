//! AI layers: who is answered, and how, for all accounts, one account and one chat.

mod account;
mod chat;
mod fields;
mod global;
mod logs;
mod test;

use omni_app::App;
use omni_http::Routes;
use omni_http::route;

pub(crate) fn routes() -> Routes<App> {
    Routes::new()
        .route(route!(global::get_global_ai), global::READ)
        .route(route!(global::set_global_ai), global::WRITE)
        .route(route!(account::get_account_ai), account::READ)
        .route(route!(account::set_account_ai), account::WRITE)
        .route(route!(chat::get_chat_ai), chat::READ)
        .route(route!(chat::set_chat_ai), chat::WRITE)
        .route(route!(logs::list_ai_logs), logs::ENDPOINT)
        .route(route!(test::test_ai), test::ENDPOINT)
}
