use super::InstancePath;
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::{App, instances};
use omni_domain::access::Scope;
use omni_http::{ApiPath, Auth, Endpoint, Failure};
use serde::Serialize;
use utoipa::ToSchema;

/// The session is deleted.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LoggedOutView {
    #[schema(example = true)]
    success: bool,
    #[schema(example = "Session cleared, re-authentication required")]
    message: &'static str,
}

pub(crate) const ENDPOINT: Endpoint =
    Endpoint::scope(Scope::InstancesWrite).fails(&[Failure::NotFound, Failure::ChannelUnavailable]);

/// Logout instance
///
/// Unlinks the device and clears the session; linking again needs a new QR or code.
#[utoipa::path(
    post,
    path = "/instances/{id}/logout",
    tag = "instances",
    params(InstancePath),
    responses((status = 200, body = LoggedOutView))
)]
pub(crate) async fn logout_instance(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<InstancePath>,
) -> Reply<LoggedOutView> {
    instances::logout(&app, &caller, path.id).await?;
    let message = "Session cleared, re-authentication required";
    Ok(Json(LoggedOutView { success: true, message }))
}
