//! Who may talk to the agents.

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
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list::list_access_rules, create::create_access_rule))
        .routes(routes!(
            get::get_access_rule,
            update::update_access_rule,
            delete::delete_access_rule
        ))
        .routes(routes!(check::check_access))
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
struct RulePath {
    /// The rule's id.
    #[param(value_type = Uuid)]
    id: AccessRuleId,
}
