use super::NamePath;
use super::views::V1QrView;
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::{App, instances};
use omni_domain::access::Scope;
use omni_http::{ApiPath, Auth, Endpoint, Failure, qr_data_url};

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::InstancesWrite)
    .fails(&[Failure::NotFound, Failure::NotSupported])
    .explains(&[(Failure::Conflict, "No QR is available; the text gives the reason.")]);

/// Get QR code by instance name (v1)
#[utoipa::path(
    get,
    path = "/instances/{name}/qr",
    tag = "v1",
    params(NamePath),
    responses(
        (status = 200, body = V1QrView)
    )
)]
pub(crate) async fn get_qr_v1(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<NamePath>,
) -> Reply<V1QrView> {
    let found = instances::resolve_name(&app, &caller, Scope::InstancesWrite, &path.name).await?;
    let code = instances::qr(&app, &caller, found.id).await?;
    let image = qr_data_url(&code.code)?;
    Ok(Json(V1QrView::new(&found, code, image)))
}
