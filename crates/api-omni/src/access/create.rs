use super::requests::CreateAccessRuleRequest;
use super::views::AccessRuleView;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use omni_app::{App, access};
use omni_domain::access::Scope;
use omni_http::{ApiError, ApiJson, Auth, Endpoint, Failure};

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::AccessWrite)
    .fails(&[Failure::NotFound])
    .explains(&[(Failure::Conflict, "There are too many rules.")]);

/// Create access rule
///
/// It applies from the next message on, on every node.
#[utoipa::path(
    post,
    path = "/access/rules",
    tag = "access",
    request_body = CreateAccessRuleRequest,
    responses((status = 201, body = AccessRuleView))
)]
pub(crate) async fn create_access_rule(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiJson(body): ApiJson<CreateAccessRuleRequest>,
) -> Result<(StatusCode, Json<AccessRuleView>), ApiError> {
    let rule = access::create(&app, &caller, body.into()).await?;
    Ok((StatusCode::CREATED, Json(rule.into())))
}
