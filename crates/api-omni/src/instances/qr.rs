use super::InstancePath;
use crate::shapes::{Reply, Time};
use axum::Json;
use axum::extract::State;
use omni_app::{App, instances};
use omni_domain::access::Scope;
use omni_http::{ApiPath, Auth, Endpoint, Failure, qr_data_url};
use serde::Serialize;
use utoipa::ToSchema;

/// A QR to scan.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct QrView {
    /// The text to encode as a QR.
    qr: String,
    expires_at: Time,
    /// The same, rendered as a PNG in a data URL.
    #[schema(example = "data:image/png;base64,iVBORw0KGgo…")]
    image: String,
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::InstancesWrite)
    .fails(&[Failure::NotFound, Failure::NotSupported])
    .explains(&[(Failure::Conflict, "No QR is available; the message gives the reason.")]);

/// Get QR code
///
/// The current QR. The network renews it about every 20 to 60 seconds.
#[utoipa::path(
    get,
    path = "/instances/{id}/qr",
    tag = "instances",
    params(InstancePath),
    responses(
        (status = 200, body = QrView)
    )
)]
pub(crate) async fn get_instance_qr(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<InstancePath>,
) -> Reply<QrView> {
    let code = instances::qr(&app, &caller, path.id).await?;
    let image = qr_data_url(&code.code)?;
    Ok(Json(QrView { qr: code.code, expires_at: code.expires_at.into(), image }))
}
