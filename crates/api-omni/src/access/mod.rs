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
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::routes;

pub(crate) fn routes() -> Routes<App> {
    Routes::new()
        .route(routes!(list::list_access_rules), list::ENDPOINT)
        .route(routes!(create::create_access_rule), create::ENDPOINT)
        .route(routes!(get::get_access_rule), get::ENDPOINT)
        .route(routes!(update::update_access_rule), update::ENDPOINT)
        .route(routes!(delete::delete_access_rule), delete::ENDPOINT)
        .route(routes!(check::check_access), check::ENDPOINT)
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
struct RulePath {
    /// The rule's id.
    #[param(value_type = Uuid)]
    id: AccessRuleId,
}
