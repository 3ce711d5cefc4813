//! Access rules: which senders' messages reach the agents.

mod check;
mod create;
mod delete;
mod get;
mod list;
mod requests;
mod update;
mod views;

use omni_app::App;
use omni_domain::ids::AccessRuleId;
use omni_http::Routes;
use omni_http::route;
use serde::Deserialize;
use utoipa::IntoParams;

pub(crate) fn routes() -> Routes<App> {
    Routes::new()
        .route(route!(list::list_access_rules), list::ENDPOINT)
        .route(route!(create::create_access_rule), create::ENDPOINT)
        .route(route!(get::get_access_rule), get::ENDPOINT)
        .route(route!(update::update_access_rule), update::ENDPOINT)
        .route(route!(delete::delete_access_rule), delete::ENDPOINT)
        .route(route!(check::check_access), check::ENDPOINT)
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
struct RulePath {
    /// The rule's id.
    #[param(value_type = Uuid)]
    id: AccessRuleId,
}
