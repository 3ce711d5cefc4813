//! Whom the account has blocked.

mod block;
mod list;
mod unblock;
mod views;

use omni_app::App;
use omni_http::Routes;
use omni_http::route;

pub(crate) fn routes() -> Routes<App> {
    Routes::new()
        .route(route!(list::list_blocklist), list::ENDPOINT)
        .route(route!(block::block_contact), block::ENDPOINT)
        .route(route!(unblock::unblock_contact), unblock::ENDPOINT)
}
