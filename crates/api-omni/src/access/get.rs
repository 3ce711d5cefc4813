use super::RulePath;
use super::views::AccessRuleView;
use crate::shapes::{Tagged, TaggedReply};
use axum::extract::State;
use omni_app::{App, access};
use omni_domain::access::Scope;
use omni_http::{ApiPath, Auth, Endpoint, Failure};

pub(crate) const ENDPOINT: Endpoint =
    Endpoint::scope(Scope::AccessRead).fails(&[Failure::NotFound]);

/// Get access rule
#[utoipa::path(
    get,
    path = "/access/rules/{id}",
    tag = "access",
    params(RulePath),
    responses((status = 200, body = AccessRuleView))
)]
pub(crate) async fn get_access_rule(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<RulePath>,
) -> TaggedReply<AccessRuleView> {
    let rule = access::get(&app, &caller, path.id).await?;
    Ok(Tagged::new(access::tag(&rule), rule.into()))
}
