//! Quick replies: texts that people insert by a shortcut.

mod create;
mod delete;
mod get;
mod list;
mod requests;
mod update;
mod views;

use omni_app::App;
use omni_domain::ids::QuickReplyId;
use omni_http::Routes;
use omni_http::route;
use serde::Deserialize;
use utoipa::IntoParams;

pub(crate) fn routes() -> Routes<App> {
    Routes::new()
        .route(route!(list::list_quick_replies), list::ENDPOINT)
        .route(route!(create::create_quick_reply), create::ENDPOINT)
        .route(route!(get::get_quick_reply), get::ENDPOINT)
        .route(route!(update::update_quick_reply), update::ENDPOINT)
        .route(route!(delete::delete_quick_reply), delete::ENDPOINT)
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
struct QuickReplyPath {
    /// The quick reply's id.
    #[param(value_type = Uuid)]
    id: QuickReplyId,
}
