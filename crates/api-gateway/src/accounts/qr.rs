use super::path::{AccountPath, require_account};
use crate::account::AccountId;
use crate::shapes::{Reply, Time};
use axum::Json;
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse as _, Response};
use omni_app::{App, instances};
use omni_domain::access::Scope;
use omni_http::{ApiError, ApiPath, Auth, Endpoint, qr_data_url, qr_png};
use serde::Serialize;
use utoipa::ToSchema;

/// The QR to scan now.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct QrView {
    account_id: AccountId,
    /// Its text.
    qr: String,
    /// The same drawn: a PNG as a `data:` URL.
    image: String,
    /// Replaced by another one at this time.
    expires_at: Time,
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::InstancesWrite);

/// Get QR code
///
/// Of an account that is being connected; otherwise `CONFLICT` gives the reason why there is none.
#[utoipa::path(
    get,
    path = "/accounts/{id}/qr",
    tag = "accounts",
    params(AccountPath),
    responses((status = 200, body = QrView))
)]
pub(crate) async fn get_account_qr(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<AccountPath>,
) -> Reply<QrView> {
    require_account(&app, &caller, path.id).await?;
    let code = instances::qr(&app, &caller, path.id.0).await?;
    let image = qr_data_url(&code.code)?;
    let expires_at = code.expires_at.into();
    Ok(Json(QrView { account_id: path.id, qr: code.code, image, expires_at }))
}

/// Get QR code as picture
#[utoipa::path(
    get,
    path = "/accounts/{id}/qr/image",
    tag = "accounts",
    params(AccountPath),
    responses((status = 200, body = Vec<u8>, content_type = "image/png"))
)]
pub(crate) async fn get_account_qr_image(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<AccountPath>,
) -> Result<Response, ApiError> {
    require_account(&app, &caller, path.id).await?;
    let code = instances::qr(&app, &caller, path.id.0).await?;
    Ok(([(CONTENT_TYPE, "image/png")], qr_png(&code.code)?).into_response())
}
