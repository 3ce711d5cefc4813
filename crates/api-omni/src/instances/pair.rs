use super::InstancePath;
use crate::shapes::{Reply, Time};
use axum::Json;
use axum::extract::State;
use omni_app::{App, instances};
use omni_domain::access::Scope;
use omni_http::{ApiJson, ApiPath, Auth, Endpoint, Failure};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The phone on which the code is entered.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct PairInstanceRequest {
    /// With country code.
    #[schema(example = "+5511999998888")]
    phone_number: String,
}

/// A code to enter on the phone.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PairingView {
    #[schema(example = "ABCD-1234")]
    code: String,
    /// The number, with all but its last four digits masked.
    #[schema(example = "********8888")]
    phone_number: String,
    message: &'static str,
    expires_at: Time,
    /// Seconds.
    expires_in: u64,
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::InstancesWrite).fails(&[
    Failure::NotFound,
    Failure::Conflict,
    Failure::NotSupported,
    Failure::ChannelUnavailable,
    Failure::NotConnected,
    Failure::SendFailed,
    Failure::ChannelTimeout,
    Failure::PairingFailed,
]);

/// Pair instance by code
///
/// Links with a code instead of a QR. Connects the instance first if necessary.
#[utoipa::path(
    post,
    path = "/instances/{id}/pair",
    tag = "instances",
    params(InstancePath),
    request_body = PairInstanceRequest,
    responses((status = 200, body = PairingView))
)]
pub(crate) async fn pair_instance(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<InstancePath>,
    ApiJson(body): ApiJson<PairInstanceRequest>,
) -> Reply<PairingView> {
    let code = instances::pair(&app, &caller, path.id, &body.phone_number).await?;
    Ok(Json(PairingView {
        code: code.code,
        phone_number: masked(&body.phone_number),
        message: "on the phone: Linked devices, Link a device, Link with phone number instead",
        expires_at: code.expires_at.into(),
        expires_in: code.expires_at.since(app.env.now()).as_secs(),
    }))
}

fn masked(phone: &str) -> String {
    let digits: Vec<char> = phone.chars().filter(char::is_ascii_digit).collect();
    let hidden = digits.len().saturating_sub(4);
    std::iter::repeat_n('*', hidden).chain(digits.into_iter().skip(hidden)).collect()
}
