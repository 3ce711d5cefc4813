use super::PhonePath;
use crate::shapes::{Reply, Success};
use axum::extract::State;
use omni_app::{App, simulation};
use omni_domain::access::Scope;
use omni_http::{ApiJson, ApiPath, Auth, Endpoint, Failure};
use serde::Deserialize;
use utoipa::ToSchema;

/// A QR to scan.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ScanRequest {
    /// The text of the QR, as `GET /instances/{id}/qr` returns it.
    qr: String,
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::InstancesWrite)
    .fails(&[Failure::NotFound])
    .explains(&[(Failure::Conflict, "No instance shows this QR any more.")]);

/// Scan with simulated phone
///
/// Links the instance that shows this QR to the phone's account, as a person's phone does. Responds once it is
/// linked.
#[utoipa::path(
    post,
    path = "/simulated-phones/{number}/scan",
    tag = "onboarding",
    params(PhonePath),
    request_body = ScanRequest,
    responses((status = 200, body = Success))
)]
pub(crate) async fn scan_with_simulated_phone(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<PhonePath>,
    ApiJson(body): ApiJson<ScanRequest>,
) -> Reply<Success> {
    simulation::scan(&app, &caller, &path.number, &body.qr).await?;
    Ok(Success::reply())
}
