use super::views::RevokedView;
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::{App, keys};
use omni_domain::ids::ApiKeyId;
use omni_http::{ApiPath, Auth};
use serde::Deserialize;
use utoipa::IntoParams;

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct KeyPath {
    /// The key's id.
    #[param(value_type = Uuid)]
    id: ApiKeyId,
}

/// Revoke API key
///
/// It is refused from now on. Revoking twice is not an error.
#[utoipa::path(
    delete,
    path = "/api-keys/{id}",
    tag = "api-keys",
    params(KeyPath),
    responses((status = 200, body = RevokedView))
)]
pub(crate) async fn revoke_api_key(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<KeyPath>,
) -> Reply<RevokedView> {
    let key = keys::revoke(&app, &caller, path.id).await?;
    Ok(Json(RevokedView::new(key.revoked_at)))
}
