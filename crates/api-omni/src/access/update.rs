use super::RulePath;
use super::requests::UpdateAccessRuleRequest;
use super::views::AccessRuleView;
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::{App, access};
use omni_domain::access::Scope;
use omni_http::{ApiJson, ApiPath, Auth, Endpoint, Failure};

pub(crate) const ENDPOINT: Endpoint =
    Endpoint::scope(Scope::AccessWrite).fails(&[Failure::NotFound]);

/// Update access rule
///
/// It applies from the next message on, on every node.
#[utoipa::path(
    patch,
    path = "/access/rules/{id}",
    tag = "access",
    params(RulePath),
    request_body = UpdateAccessRuleRequest,
    responses((status = 200, body = AccessRuleView))
)]
pub(crate) async fn update_access_rule(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<RulePath>,
    ApiJson(body): ApiJson<UpdateAccessRuleRequest>,
) -> Reply<AccessRuleView> {
    Ok(Json(access::update(&app, &caller, path.id, body.into()).await?.into()))
}
