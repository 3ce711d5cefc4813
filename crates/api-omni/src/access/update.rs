use super::RulePath;
use super::requests::UpdateAccessRuleRequest;
use super::views::AccessRuleView;
use crate::shapes::{IfMatchHeader, Tagged, TaggedReply};
use axum::extract::State;
use omni_app::access::RulePatch;
use omni_app::{App, access};
use omni_domain::access::Scope;
use omni_http::{ApiJson, ApiPath, Auth, Endpoint, Failure, IfMatch};

pub(crate) const ENDPOINT: Endpoint =
    Endpoint::scope(Scope::AccessWrite).fails(&[Failure::NotFound, Failure::Stale]);

/// Update access rule
///
/// It applies from the next message on, on every node.
#[utoipa::path(
    patch,
    path = "/access/rules/{id}",
    tag = "access",
    params(RulePath, IfMatchHeader),
    request_body = UpdateAccessRuleRequest,
    responses((status = 200, body = AccessRuleView))
)]
pub(crate) async fn update_access_rule(
    State(app): State<App>,
    Auth(caller): Auth,
    IfMatch(precondition): IfMatch,
    ApiPath(path): ApiPath<RulePath>,
    ApiJson(body): ApiJson<UpdateAccessRuleRequest>,
) -> TaggedReply<AccessRuleView> {
    let patch = RulePatch { precondition, ..body.into() };
    let rule = access::update(&app, &caller, path.id, patch).await?;
    Ok(Tagged::new(access::tag(&rule), rule.into()))
}
