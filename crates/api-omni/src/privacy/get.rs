use super::views::PrivacyView;
use crate::instances::InstancePath;
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::{App, account_state};
use omni_domain::access::Scope;
use omni_http::{ApiPath, Auth, Endpoint, Failure};

pub(crate) const ENDPOINT: Endpoint =
    Endpoint::scope(Scope::InstancesRead).fails(&[Failure::NotFound]);

/// Get privacy settings
///
/// As the network reported them last.
#[utoipa::path(
    get,
    path = "/instances/{id}/privacy",
    tag = "instances",
    params(InstancePath),
    responses((status = 200, body = PrivacyView))
)]
pub(crate) async fn get_privacy(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<InstancePath>,
) -> Reply<PrivacyView> {
    Ok(Json(account_state::privacy(&app, &caller, path.id).await?.into()))
}
