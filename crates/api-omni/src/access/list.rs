use super::views::AccessRuleView;
use crate::choices::RuleChoice;
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::access::RuleQuery;
use omni_app::{App, access};
use omni_domain::access::Scope;
use omni_domain::ids::InstanceId;
use omni_domain::rules::RuleType;
use omni_http::{ApiQuery, Auth, Endpoint};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", default)]
#[into_params(parameter_in = Query)]
pub(crate) struct AccessRulesQuery {
    /// Only those of this instance.
    #[param(value_type = Option<Uuid>)]
    instance_id: Option<InstanceId>,
    /// `allow` or `deny`.
    #[serde(rename = "type")]
    #[param(inline, value_type = Option<RuleChoice>)]
    rule_type: Option<RuleType>,
}

/// The rules, in the order of evaluation.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AccessRulesView {
    items: Vec<AccessRuleView>,
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::AccessRead);

/// List access rules
///
/// All of them, in the order of evaluation: the first that matches decides. A key limited to
/// instances sees the rules of those instances.
#[utoipa::path(
    get,
    path = "/access/rules",
    tag = "access",
    params(AccessRulesQuery),
    responses((status = 200, body = AccessRulesView))
)]
pub(crate) async fn list_access_rules(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiQuery(query): ApiQuery<AccessRulesQuery>,
) -> Reply<AccessRulesView> {
    let query = RuleQuery { instance_id: query.instance_id, rule_type: query.rule_type };
    let rules = access::list(&app, &caller, query).await?;
    Ok(Json(AccessRulesView { items: rules.into_iter().map(AccessRuleView::from).collect() }))
}
